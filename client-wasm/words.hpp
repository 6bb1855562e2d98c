// The stable words that an action may carry, all of them, so that a catalogue of texts can be checked for completeness.
#pragma once

#include "link/frame.hpp"

#include <string>

namespace glasshell::browser {

/// As a log and the page's catalogue have it, for example "window_exceeded".
const char* name_of(link::errc error) noexcept;

/// What gsh_failure_words gives.
std::string all_words_as_json();

}  // namespace glasshell::browser
