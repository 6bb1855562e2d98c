#include "ssh/byte_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace glasshell::ssh {
namespace {

std::string text_of(const byte_queue& queue) { return std::string(as_text_view(queue.view())); }

TEST(byte_queue, gives_octets_in_the_order_in_which_they_came) {
  byte_queue queue;
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.view().empty());
  queue.append(as_bytes_view("hello "));
  queue.append({});
  queue.append(as_bytes_view("world"));
  EXPECT_EQ(text_of(queue), "hello world");
  queue.drop(6);
  EXPECT_EQ(text_of(queue), "world");
  EXPECT_EQ(queue.size(), 5U);
  queue.clear();
  EXPECT_TRUE(queue.empty());
}

TEST(byte_queue, is_the_same_as_a_string_through_any_schedule) {
  std::mt19937 random(1);
  byte_queue queue;
  std::string model;
  std::uint8_t next = 0;
  for (int step = 0; step < 20'000; ++step) {
    if (random() % 2 == 0) {
      bytes piece(random() % (random() % 20 == 0 ? 20'000 : 200));
      for (std::uint8_t& octet : piece) octet = next++;
      queue.append(piece);
      model += as_text_view(piece);
    } else {
      const std::size_t size = random() % (queue.size() + 1);
      queue.drop(size);
      model.erase(0, size);
    }
    ASSERT_EQ(text_of(queue), model);
  }
}

/// What is taken is gone: the memory before the view holds nothing of it.
TEST(byte_queue, wipes_what_is_taken) {
  byte_queue queue;
  queue.append(as_bytes_view("secret, the rest"));
  const std::uint8_t* begin = queue.view().data();
  queue.drop(8);
  EXPECT_TRUE(std::all_of(begin, begin + 8, [](std::uint8_t octet) { return octet == 0; }));
  queue.clear();
  EXPECT_TRUE(std::all_of(begin, begin + 16, [](std::uint8_t octet) { return octet == 0; }));
}

/// The octets move to the front of the same memory when there is room; nothing stays behind them.
TEST(byte_queue, wipes_where_octets_were_before_they_moved) {
  byte_queue queue;
  queue.append(bytes(4000, 'a'));
  const std::uint8_t* begin = queue.view().data();
  queue.drop(3900);
  queue.append(bytes(5000, 'b'));
  const bytes_view all = queue.view();
  ASSERT_EQ(all.size(), 5100U);
  if (all.data() == begin) {
    EXPECT_EQ(std::count(begin + all.size(), begin + 8000, 'a'), 0);
  }
  EXPECT_EQ(std::count(all.begin(), all.end(), 'a'), 100);
}

}  // namespace
}  // namespace glasshell::ssh
