#include "relay/openssh/pattern.hpp"

#include <algorithm>

namespace glasshell::relay::openssh {

bool has_wildcard(std::string_view pattern) noexcept { return pattern.find_first_of("*?") != std::string_view::npos; }

bool matches_pattern(std::string_view text, std::string_view pattern) noexcept {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  // Only the last '*' is ever tried again: what an earlier one could still give up, the last one can take.
  std::size_t after_star = std::string_view::npos;
  std::size_t star_ends = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      after_star = ++in_pattern;
      star_ends = at;
    } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || pattern[in_pattern] == text[at])) {
      ++in_pattern;
      ++at;
    } else if (after_star != std::string_view::npos) {
      in_pattern = after_star;
      at = ++star_ends;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

list_match match_pattern_list(std::string_view text, std::string_view patterns) {
  list_match found = list_match::none;
  while (!patterns.empty()) {
    const std::size_t end = std::min(patterns.find(','), patterns.size());
    std::string_view pattern = patterns.substr(0, end);
    patterns.remove_prefix(std::min(end + 1, patterns.size()));
    const bool negated = pattern.starts_with('!');
    if (negated) pattern.remove_prefix(1);
    if (pattern.size() > longest_listed_pattern_bytes) return list_match::none;
    if (!matches_pattern(text, pattern)) continue;
    if (negated) return list_match::negated;
    found = list_match::positive;
  }
  return found;
}

list_match match_host_list(std::string_view host, std::string_view patterns) {
  return match_pattern_list(in_lower_case(host), in_lower_case(patterns));
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace glasshell::relay::openssh
