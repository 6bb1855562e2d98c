#include "ssh/capped_allocator.hpp"

#include "memory_watch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace glasshell::ssh {
namespace {

TEST(capped_allocator, counts_what_is_held_and_remembers_the_peak) {
  capped_allocator memory(1000);
  void* one = memory.allocate(300);
  void* two = memory.allocate(400);
  EXPECT_EQ(memory.held_bytes(), 700U);
  memory.release(one);
  EXPECT_EQ(memory.held_bytes(), 400U);
  EXPECT_EQ(memory.peak_bytes(), 700U);
  EXPECT_EQ(capped_allocator::size_of(two), 400U);
  memory.release(two);
  memory.release(nullptr);
  EXPECT_EQ(memory.held_bytes(), 0U);
  EXPECT_FALSE(memory.exhausted());
}

TEST(capped_allocator, gives_nothing_beyond_the_cap_and_says_so_ever_after) {
  capped_allocator memory(1000);
  void* block = memory.allocate(1000);
  ASSERT_NE(block, nullptr);
  EXPECT_FALSE(memory.exhausted());
  EXPECT_EQ(memory.allocate(1), nullptr);
  EXPECT_TRUE(memory.exhausted());
  memory.release(block);
  EXPECT_TRUE(memory.exhausted());
}

TEST(capped_allocator, is_not_fooled_by_a_size_that_overflows) {
  capped_allocator memory(1000);
  EXPECT_EQ(memory.allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(memory.allocate(SIZE_MAX - 16), nullptr);
  EXPECT_EQ(memory.held_bytes(), 0U);
}

TEST(capped_allocator, is_aligned_for_anything) {
  capped_allocator memory(100'000);
  for (std::size_t size = 1; size < 100; ++size) {
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.allocate(size)) % alignof(std::max_align_t), 0U);
  }
}

TEST(capped_allocator, keeps_the_octets_of_a_block_that_grows_or_shrinks) {
  capped_allocator memory(1000);
  auto* block = static_cast<char*>(memory.allocate(4));
  std::memcpy(block, "abcd", 4);
  block = static_cast<char*>(memory.resize(block, 100));
  EXPECT_EQ(std::string_view(block, 4), "abcd");
  EXPECT_EQ(memory.held_bytes(), 100U);
  block = static_cast<char*>(memory.resize(block, 2));
  EXPECT_EQ(std::string_view(block, 2), "ab");
  EXPECT_EQ(memory.held_bytes(), 2U);
  EXPECT_NE(memory.resize(nullptr, 10), nullptr);
}

TEST(capped_allocator, keeps_the_old_block_if_it_cannot_grow) {
  capped_allocator memory(100);
  auto* block = static_cast<char*>(memory.allocate(60));
  std::memcpy(block, "kept", 4);
  EXPECT_EQ(memory.resize(block, 101), nullptr);
  EXPECT_EQ(std::string_view(block, 4), "kept");
  EXPECT_TRUE(memory.exhausted());
}

TEST(capped_allocator, gives_small_blocks_zeroed) {
  capped_allocator memory(1000);
  for (int i = 0; i < 10; ++i) {
    auto* block = static_cast<std::uint8_t*>(memory.allocate(100));
    EXPECT_TRUE(std::all_of(block, block + 100, [](std::uint8_t octet) { return octet == 0; }));
    std::memset(block, 0x5a, 100);
    memory.release(block);
  }
}

/// Each way in which memory goes back to the heap leaves nothing of what was in it.
TEST(capped_allocator, wipes_what_it_gives_back) {
  if (!test::memory_watch::available()) GTEST_SKIP() << "this build cannot look into freed memory";
  test::memory_watch watch("a secret that nobody may find");
  {
    capped_allocator memory(10'000);
    const auto with_secret = [&] {
      void* block = memory.allocate(2000);
      std::memcpy(static_cast<char*>(block) + 1000, watch.needle().data(), watch.needle().size());
      return block;
    };
    memory.release(with_secret());
    memory.release(memory.resize(with_secret(), 3000));
    memory.release(memory.resize(with_secret(), 10));
    with_secret();  // never given back: the allocator's end does it
  }
  EXPECT_GE(watch.freed_blocks(), 4U);
  EXPECT_EQ(watch.finds(), 0U);
}

TEST(memory_watch, finds_a_secret_that_is_not_wiped) {
  if (!test::memory_watch::available()) GTEST_SKIP() << "this build cannot look into freed memory";
  test::memory_watch watch("a secret that nobody may find");
  auto* block = static_cast<char*>(std::malloc(2000));
  std::memcpy(block + 1000, watch.needle().data(), watch.needle().size());
  __asm__ __volatile__("" : : "r"(block) : "memory");  // or the compiler drops what nobody reads
  std::free(block);
  EXPECT_EQ(watch.finds(), 1U);
}

}  // namespace
}  // namespace glasshell::ssh
