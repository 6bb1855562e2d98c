#include "taken_memory.hpp"

#include "ssh/memory_wipe.hpp"

#include <algorithm>
#include <cstdlib>

namespace glasshell::browser {

std::uint8_t* memory_table::take(std::uint32_t size_bytes) {
  piece* const free = piece_at(nullptr);
  if (free == nullptr) return nullptr;
  auto* const memory = static_cast<std::uint8_t*>(
      std::malloc(std::max<std::uint32_t>(size_bytes, 1)));  // NOLINT(*-no-malloc): `new` would trap
  if (memory != nullptr) *free = {.memory = memory, .size_bytes = size_bytes};
  return memory;
}

bool memory_table::free(std::uint8_t* memory, std::uint32_t size_bytes) {
  if (memory == nullptr) return false;
  piece* const found = piece_at(memory);
  if (found == nullptr || found->size_bytes != size_bytes) return false;
  ssh::wipe_fast(memory, size_bytes);
  std::free(memory);  // NOLINT(*-no-malloc)
  *found = {};
  return true;
}

memory_table::piece* memory_table::piece_at(const std::uint8_t* memory) noexcept {
  auto* const found =
      std::find_if(pieces_.begin(), pieces_.end(), [&](const piece& one) { return one.memory == memory; });
  return found == pieces_.end() ? nullptr : found;
}

memory_table& taken_memory() {
  static memory_table all;
  return all;
}

}  // namespace glasshell::browser
