#include "no_randomness.hpp"

// RAND_METHOD is deprecated in favour of providers, of which one for this would be ten times as long.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rand.h>

#include <cstring>

namespace glasshell::fuzz {

namespace {

// Below the order of every curve and above zero, whatever is made of it.
constexpr int constant_octet = 0x2a;

int fill(unsigned char* octets, int size) {
  std::memset(octets, constant_octet, static_cast<std::size_t>(size));
  return 1;
}
int ready() { return 1; }

}  // namespace

void remove_randomness() {
  static const RAND_METHOD constant = {nullptr, fill, nullptr, nullptr, fill, ready};
  RAND_set_rand_method(&constant);
}

}  // namespace glasshell::fuzz
