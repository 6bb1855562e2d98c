// What the process asks of the operating system before it serves anyone.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace glasshell::relay {

/// No core dumps, and no other process of the same user may attach: memory holds session secrets.
void forbid_core_dumps();

/// Raises the limit of open files to what the system allows. @return that limit
std::size_t raise_open_file_limit();

/// Fits the C library's allocator to many small sessions: see the comments inside.
void tune_allocator();

/// The operating system's generator. Ends the process if that fails: weak randomness is worse.
void fill_random(bytes_span into);

}  // namespace glasshell::relay
