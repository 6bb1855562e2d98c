// JSON Web Signature in its compact form (RFC 7515 §3.1), verified: what a token holds, once it is known who signed it.
#pragma once

#include "base/result.hpp"
#include "relay/tokens/key_set.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace glasshell::relay::tokens {

/// As long as the proof in a hello may be (docs/wire-protocol.md).
inline constexpr std::size_t most_token_bytes = std::size_t{8} * 1024;

/// Verifies a token's signature.
///
/// The header chooses among our keys and no more: its "alg" has to be the key's own, keys and addresses in it ("jwk", "jku",
/// "x5c", "x5u") are not looked at, and extensions ("crit", "b64") are refused.
///
/// @param keys  whose signatures count
/// @return the payload's octets, of whatever form
/// @par Errors  the first two groups of `errc`
result<std::string> verified_payload(std::string_view token, const key_set& keys);

}  // namespace glasshell::relay::tokens
