#include "relay/process.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstdlib>

namespace glasshell::relay {

void forbid_core_dumps() {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // NOLINT(cppcoreguidelines-pro-type-vararg): the system's interface
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

std::size_t raise_open_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

void tune_allocator() {
  // Blocks of the replay buffer come and go; without a fixed threshold glibc raises it to the largest block freed so far
  // and then keeps such blocks in the heap, between the small ones of idle sessions.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);  // NOLINT(concurrency-mt-unsafe): before there are threads
  mallopt(M_TRIM_THRESHOLD, 512 * 1024);  // NOLINT(concurrency-mt-unsafe)
}

void fill_random(bytes_span into) {
  while (!into.empty()) {
    const ssize_t got = getrandom(into.data(), into.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) std::abort();
    into = into.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace glasshell::relay
