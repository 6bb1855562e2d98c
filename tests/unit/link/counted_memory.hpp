// How much memory this program holds through operator new, to prove bounds.
#pragma once

#include <cstddef>

namespace glasshell::link::test {

/// What was asked for, without the allocator's own overhead.
std::size_t allocated_bytes() noexcept;

}  // namespace glasshell::link::test
