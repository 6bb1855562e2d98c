#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

namespace {

// Blocks of this length are looked at when they are given back; nothing else in this program asks for one.
constexpr std::size_t watched_bytes = 4099;

void* watched_block = nullptr;
int blocks_returned = 0;
int blocks_returned_with_something_in_them = 0;

}  // namespace

// The only place from which freed memory can be looked at: here it is not freed yet.
void* operator new[](std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  if (size == watched_bytes) watched_block = block;
  return block;
}
void operator delete[](void* block) noexcept {
  if (block != nullptr && block == watched_block) {
    const auto* octets = static_cast<const volatile unsigned char*>(block);
    ++blocks_returned;
    if (std::any_of(octets, octets + watched_bytes, [](unsigned char octet) { return octet != 0; })) {
      ++blocks_returned_with_something_in_them;
    }
    watched_block = nullptr;
  }
  std::free(block);
}
void operator delete[](void* block, std::size_t /*size*/) noexcept { ::operator delete[](block); }

namespace glasshell {
namespace {

static_assert(!std::is_copy_constructible_v<secret_bytes> && !std::is_copy_assignable_v<secret_bytes>);
static_assert(std::is_nothrow_move_constructible_v<secret_bytes> && std::is_nothrow_move_assignable_v<secret_bytes>);

class a_secret : public testing::Test {
 protected:
  a_secret() {
    blocks_returned = 0;
    blocks_returned_with_something_in_them = 0;
  }
  void expect_returned_wiped() {
    EXPECT_EQ(blocks_returned, 1);
    EXPECT_EQ(blocks_returned_with_something_in_them, 0);
  }
  bytes octets_ = bytes(watched_bytes, 0xA5);
};

TEST_F(a_secret, that_is_not_wiped_would_be_noticed) {
  auto* plain = new std::uint8_t[watched_bytes];
  std::fill_n(static_cast<volatile std::uint8_t*>(plain), watched_bytes, std::uint8_t{0xA5});
  delete[] plain;
  EXPECT_EQ(blocks_returned_with_something_in_them, 1);
}

TEST_F(a_secret, is_wiped_when_destroyed) {
  { const secret_bytes secret(octets_); }
  expect_returned_wiped();
}

TEST_F(a_secret, is_wiped_when_cleared) {
  secret_bytes secret(octets_);
  secret.clear();
  expect_returned_wiped();
  EXPECT_TRUE(secret.empty());
  EXPECT_TRUE(secret.view().empty());
}

TEST_F(a_secret, is_wiped_when_replaced) {
  secret_bytes secret(octets_);
  secret = secret_bytes("another");
  expect_returned_wiped();
  EXPECT_EQ(secret.text(), "another");
}

TEST_F(a_secret, that_is_moved_leaves_nothing_behind) {
  secret_bytes from(octets_);
  const std::uint8_t* memory = from.view().data();
  const secret_bytes to(std::move(from));
  EXPECT_EQ(to.view().data(), memory) << "moved, not copied";
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what a moved-from secret holds is the point
  EXPECT_EQ(blocks_returned, 0);
}

TEST_F(a_secret, survives_being_moved_onto_itself) {
  secret_bytes secret("kept");
  secret_bytes& itself = secret;
  secret = std::move(itself);
  EXPECT_EQ(secret.text(), "kept");
}

TEST_F(a_secret, of_a_given_size_starts_as_zeroes_and_can_be_filled) {
  secret_bytes secret = secret_bytes::with_size(3);
  EXPECT_EQ(bytes(secret.view().begin(), secret.view().end()), (bytes{0, 0, 0}));
  secret.span()[1] = 7;
  EXPECT_EQ(secret.view()[1], 7);
  EXPECT_EQ(secret.size(), 3U);
}

TEST_F(a_secret, of_no_octets_takes_no_memory) {
  const secret_bytes none(bytes_view{});
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.view().data(), nullptr);
  EXPECT_TRUE(secret_bytes::with_size(0).empty());
}

TEST(wiping, overwrites_every_octet_and_no_other) {
  bytes memory = {1, 2, 3, 4};
  wipe(bytes_span(memory).subspan(1, 2));
  EXPECT_EQ(memory, (bytes{1, 0, 0, 4}));
  wipe({});
}

TEST(comparing_in_constant_time, sees_equality_and_each_single_difference) {
  const bytes one(32, 0x5A);
  EXPECT_TRUE(equal_in_constant_time(one, bytes(one)));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
  for (std::size_t i = 0; i < one.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      bytes other = one;
      other[i] = static_cast<std::uint8_t>(other[i] ^ (1U << bit));
      EXPECT_FALSE(equal_in_constant_time(one, other)) << "octet " << i << ", bit " << bit;
    }
  }
}

TEST(comparing_in_constant_time, takes_other_lengths_for_different) {
  const bytes four = {1, 2, 3, 4};
  EXPECT_FALSE(equal_in_constant_time(four, bytes_view(four).first(3)));
  EXPECT_FALSE(equal_in_constant_time({}, four));
}

}  // namespace
}  // namespace glasshell
