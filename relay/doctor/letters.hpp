// Comparing what HTTP compares without regard to case. ASCII; the library's own reads one octet beyond its end.
#pragma once

#include <algorithm>
#include <string_view>

namespace glasshell::relay::doctor {

inline bool same_letter(char a, char b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return lower(a) == lower(b);
}
inline bool same_letters(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, same_letter); }
inline bool contains_letters(std::string_view text, std::string_view what) {
  return std::search(text.begin(), text.end(), what.begin(), what.end(), same_letter) != text.end() || what.empty();
}

}  // namespace glasshell::relay::doctor
