// OpenSSL's key objects from the numbers that a key file holds.
#pragma once

#include "base/bytes.hpp"
#include "ssh/private_key.hpp"

#include <string_view>

namespace glasshell::ssh {

/// Big-endian, unsigned.
struct rsa_numbers {
  bytes_view modulus, public_exponent, private_exponent, prime_1, prime_2, coefficient;
};

// Each returns nothing if the numbers make no key.

/// @param seed  32 octets
evp_key ed25519_key(bytes_view seed);
/// @param curve  SSH's name: "nistp256" …
/// @param point  uncompressed
evp_key ecdsa_key(std::string_view curve, bytes_view point, bytes_view scalar);
evp_key rsa_key(const rsa_numbers& numbers);

}  // namespace glasshell::ssh
