// Base64 as OpenSSH's files have it: with its padding, and in the one form that each text of octets has.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay::openssh {

std::string to_padded_base64(bytes_view octets);
/// @return nothing for any other form of the same octets
std::optional<bytes> from_padded_base64(std::string_view text);

}  // namespace glasshell::relay::openssh
