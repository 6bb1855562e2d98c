#include "browser_random.hpp"

// Deprecated in favour of a provider of one's own, which is ten times the code for the same.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rand.h>

#include <cstdlib>

namespace glasshell::browser {

void fill_random(bytes_span octets) {
  if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) std::abort();  // no weak octets, and no session
}

}  // namespace glasshell::browser

#ifdef __EMSCRIPTEN__

#include <cstddef>
#include <cstdint>

// Answered by the page from crypto.getRandomValues. If that throws, so does the module's call, and the session is over: no weak
// octets ever come from here.
extern "C" void glasshell_fill_random(std::uint8_t* memory, std::size_t size);

namespace glasshell::browser {

namespace {

int fill(unsigned char* memory, int size) {
  if (size < 0) return 0;
  glasshell_fill_random(memory, static_cast<std::size_t>(size));
  return 1;
}

int always_ready() { return 1; }

}  // namespace

bool use_browser_random() {
  static const RAND_METHOD method = {
      .seed = nullptr, .bytes = fill, .cleanup = nullptr, .add = nullptr, .pseudorand = fill, .status = always_ready};
  static const bool in_use = RAND_set_rand_method(&method) == 1;
  return in_use;
}

}  // namespace glasshell::browser

#else

bool glasshell::browser::use_browser_random() { return true; }

#endif
