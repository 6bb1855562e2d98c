// Patterns as OpenSSH matches them (ssh_config(5), PATTERNS): '*' and '?', and lists of them with '!'. Shared by host blocks,
// Match and known_hosts. ASCII: what is beyond it has no case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glasshell::relay::openssh {

/// Whether a pattern stands for more than itself.
bool has_wildcard(std::string_view pattern) noexcept;

/// In time of at most the product of the two lengths, whatever the pattern.
bool matches_pattern(std::string_view text, std::string_view pattern) noexcept;

enum class list_match : std::uint8_t {
  none,
  positive,
  negated,  ///< a pattern with '!' matches: whatever else does
};

/// The longest pattern of a list. OpenSSH takes a list with a longer one for a list that matches nothing.
inline constexpr std::size_t longest_listed_pattern_bytes = 1022;

/// @param patterns  separated by commas
list_match match_pattern_list(std::string_view text, std::string_view patterns);
/// The same for host names, which have no case.
list_match match_host_list(std::string_view host, std::string_view patterns);

std::string in_lower_case(std::string_view text);

}  // namespace glasshell::relay::openssh
