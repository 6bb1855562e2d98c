#include "counted_memory.hpp"

#include <cstdlib>
#include <new>

namespace {

// In front of each block, as large as the strictest alignment that plain operator new promises.
union header {
  std::size_t size_bytes;
  std::max_align_t alignment;
};

std::size_t allocated = 0;

}  // namespace

void* operator new(std::size_t size) {
  auto* block = static_cast<header*>(std::malloc(sizeof(header) + size));
  if (block == nullptr) throw std::bad_alloc();
  block->size_bytes = size;
  allocated += size;
  return block + 1;
}
void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  header* block = static_cast<header*>(memory) - 1;
  allocated -= block->size_bytes;
  std::free(block);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept { ::operator delete(memory); }
void* operator new[](std::size_t size) { return ::operator new(size); }
void operator delete[](void* memory) noexcept { ::operator delete(memory); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { ::operator delete(memory); }

namespace glasshell::link::test {

std::size_t allocated_bytes() noexcept { return allocated; }

}  // namespace glasshell::link::test
