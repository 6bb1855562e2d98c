// Looks into every block of the heap that is given back, for something that ought to have been wiped. It needs a sanitizer's
// hooks: a build without one has nothing to look with, and `available()` says so.
#pragma once

#include <cstddef>
#include <string_view>

namespace glasshell::test {

/// @par Thread safety  One at a time, and only its own thread may allocate meanwhile.
class memory_watch {
 public:
  explicit memory_watch(std::string_view needle);
  memory_watch(const memory_watch&) = delete;
  memory_watch& operator=(const memory_watch&) = delete;
  ~memory_watch();

  static bool available();
  [[nodiscard]] std::string_view needle() const { return needle_; }
  /// Blocks large enough to hold the needle that were given back, and how many of them held it.
  [[nodiscard]] std::size_t freed_blocks() const { return freed_blocks_; }
  [[nodiscard]] std::size_t finds() const { return finds_; }

  void look_into(std::string_view block);

 private:
  std::string_view needle_;
  std::size_t freed_blocks_ = 0;
  std::size_t finds_ = 0;
};

}  // namespace glasshell::test
