// How a session is called in the log. Its id is no secret.
#pragma once

#include "link/frame.hpp"

#include <string>
#include <string_view>

namespace glasshell::relay {

inline std::string name_of(const link::session_id& id) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : id) {
    text += digits[octet >> 4U];
    text += digits[octet & 15U];
  }
  return text;
}

}  // namespace glasshell::relay
