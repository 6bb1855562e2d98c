// Which build this is.
#pragma once

#include <string_view>

namespace glasshell::relay {

/// As in CMake's project(): "0.1.0".
constexpr std::string_view version() { return GLASSHELL_VERSION; }

}  // namespace glasshell::relay
