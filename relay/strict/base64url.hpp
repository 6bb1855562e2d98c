// Base64url without padding (RFC 7515 §2), read strictly: one text for the same octets.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay::strict {

std::string base64url_encoded(bytes_view octets);

/// @return nothing if there is padding, white space, another alphabet's digit, or a set bit left over
std::optional<bytes> base64url_decoded(std::string_view text);

}  // namespace glasshell::relay::strict
