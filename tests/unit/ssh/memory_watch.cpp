#include "memory_watch.hpp"

#include <stdexcept>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define GLASSHELL_HAS_FREE_HOOK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define GLASSHELL_HAS_FREE_HOOK 1
#endif
#endif

#ifdef GLASSHELL_HAS_FREE_HOOK
// From <sanitizer/allocator_interface.h>, which GCC does not install.
extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*malloc_hook)(const volatile void*, size_t),
                                              void (*free_hook)(const volatile void*));
size_t __sanitizer_get_allocated_size(const volatile void* block);
}
#endif

namespace glasshell::test {

namespace {

memory_watch* watching = nullptr;

#ifdef GLASSHELL_HAS_FREE_HOOK
void ignore_allocation(const volatile void*, size_t) {}
void look_before_it_goes(const volatile void* block) {
  if (watching == nullptr || block == nullptr) return;
  const void* octets = const_cast<const void*>(block);
  watching->look_into({static_cast<const char*>(octets), __sanitizer_get_allocated_size(block)});
}
#endif

bool install_hook() {
#ifdef GLASSHELL_HAS_FREE_HOOK
  return __sanitizer_install_malloc_and_free_hooks(ignore_allocation, look_before_it_goes) > 0;
#else
  return false;
#endif
}

}  // namespace

bool memory_watch::available() {
  static const bool installed = install_hook();
  return installed;
}

memory_watch::memory_watch(std::string_view needle) : needle_(needle) {
  if (watching != nullptr) throw std::logic_error("one memory watch at a time");
  if (available()) watching = this;
}

memory_watch::~memory_watch() { watching = nullptr; }

void memory_watch::look_into(std::string_view block) {
  if (block.size() < needle_.size()) return;
  ++freed_blocks_;
  if (block.find(needle_) != std::string_view::npos) ++finds_;
}

}  // namespace glasshell::test
