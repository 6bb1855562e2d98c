// Telling UTF-8 from other octets (RFC 3629), for text that comes from JavaScript and text that goes there.
#pragma once

#include <cstddef>
#include <string_view>

namespace glasshell::browser {

/// The size of the character that `text` begins with; 0 if it does not begin with a whole valid one.
std::size_t utf8_character_bytes(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;

}  // namespace glasshell::browser
