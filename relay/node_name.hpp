// What a node may be called: it stands in addresses of WebSockets, in logs and in files.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace glasshell::relay {

inline constexpr std::size_t longest_node_name = 64;

inline bool is_node_name_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// 1 to 64 letters, digits, '.', '_' and '-', and not what means a folder.
inline bool is_node_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= longest_node_name && std::ranges::all_of(name, is_node_name_letter) &&
         name != "." && name != "..";
}

}  // namespace glasshell::relay
