// The memory that JavaScript has taken for its calls: what is not in this table cannot be freed, once or twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace glasshell::browser {

class memory_table {
 public:
  /// A session keeps three pieces, and a call needs two more.
  static constexpr std::size_t limit = 128;

  /// @return null if there is no memory or no room in the table
  std::uint8_t* take(std::uint32_t size_bytes);
  /// Wipes and frees. @return false if no piece of that size was taken there
  bool free(std::uint8_t* memory, std::uint32_t size_bytes);

 private:
  struct piece {
    std::uint8_t* memory = nullptr;
    std::uint32_t size_bytes = 0;
  };
  /// @param memory  null for an entry that is free
  piece* piece_at(const std::uint8_t* memory) noexcept;

  std::array<piece, limit> pieces_;
};

memory_table& taken_memory();

}  // namespace glasshell::browser
