// What a fuzz target claims. A claim that does not hold ends the process, which is how libFuzzer learns of it.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace glasshell::fuzz {

inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", claim);
  std::abort();
}

}  // namespace glasshell::fuzz
