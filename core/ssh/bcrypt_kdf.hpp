// The key derivation of OpenSSH's private key files (bcrypt_pbkdf), taken from libssh2, which carries it but does not offer
// it. The second and last file that knows libssh2's insides.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>

namespace glasshell::ssh {

/// Fills `key` from a passphrase. Takes time in proportion to `rounds`: bound them.
/// @return false if an argument is not usable (an empty passphrase or salt, no rounds)
bool derive_with_bcrypt(bytes_view passphrase, bytes_view salt, std::uint32_t rounds, bytes_span key);

}  // namespace glasshell::ssh
