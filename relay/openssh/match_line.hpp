// The condition of a line with Match, as far as it can be told apart from the machine and the session on which ssh runs.
#pragma once

#include "relay/openssh/config_sections.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace glasshell::relay::openssh {

/// ssh takes the line for a mistake.
struct match_error {};
/// It asks what only ssh knows.
struct match_unknown {
  std::string criterion;
};

/// @param rest  what stands behind Match
std::variant<match_condition, match_unknown, match_error> parse_match(std::string_view rest);

}  // namespace glasshell::relay::openssh
