// Base 32 (RFC 4648 §6) without padding, as authenticator apps take a key.
#pragma once

#include "base/result.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <string_view>

namespace glasshell::relay::accounts {

inline constexpr std::size_t most_base32_bytes = 256;

secret_bytes base32_encoded(const secret_bytes& octets);

/// @param text  exactly what `base32_encoded` gives: capitals, no padding, no set bits left over
/// @par Errors  unreadable_secret; also beyond `most_base32_bytes`
result<secret_bytes> base32_decoded(std::string_view text);

}  // namespace glasshell::relay::accounts
