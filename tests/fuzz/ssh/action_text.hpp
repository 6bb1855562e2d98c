// All that an action says, as text, so that two runs can be compared and a difference can be read.
#pragma once

#include "ssh/action.hpp"

#include <string>

namespace glasshell::fuzz {

std::string text_of(const ssh::action& said);

}  // namespace glasshell::fuzz
