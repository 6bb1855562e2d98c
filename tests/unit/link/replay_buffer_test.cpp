#include "link/replay_buffer.hpp"

#include "counted_memory.hpp"
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace glasshell::link::test {
namespace {

constexpr std::size_t everything = std::numeric_limits<std::size_t>::max();

void append_stream(replay_buffer& buffer, std::size_t size_bytes) {
  buffer.append(stream_octets(buffer.end_offset(), size_bytes));
}

void commit_stream(replay_buffer& buffer, std::size_t size_bytes) {
  while (size_bytes > 0) {
    const bytes_span room = buffer.prepare(size_bytes);
    ASSERT_FALSE(room.empty());
    ASSERT_LE(room.size(), size_bytes);
    std::uint64_t offset = buffer.end_offset();
    for (std::uint8_t& octet : room) octet = stream_octet(offset++);
    buffer.commit(room.size());
    size_bytes -= room.size();
  }
}

/// Reads the whole buffer in pieces of at most so many octets and compares it with the stream.
void expect_stream(const replay_buffer& buffer, std::size_t piece_bytes = everything) {
  for (std::uint64_t offset = buffer.begin_offset(); offset < buffer.end_offset();) {
    const shared_view piece = buffer.view(offset, piece_bytes);
    ASSERT_FALSE(piece.octets.empty());
    ASSERT_LE(piece.octets.size(), piece_bytes);
    for (const std::uint8_t octet : piece.octets) ASSERT_EQ(octet, stream_octet(offset++));
  }
}

TEST(replay_buffer, starts_empty) {
  const replay_buffer buffer;
  EXPECT_EQ(buffer.size(), 0U);
  EXPECT_TRUE(buffer.front().empty());
  EXPECT_TRUE(buffer.view(0, everything).octets.empty());
}

TEST(replay_buffer, gives_back_what_was_appended_and_committed) {
  replay_buffer buffer;
  for (const std::size_t size : {1U, 511U, 512U, 513U, 4000U, 32768U, 65535U, 1U}) {
    append_stream(buffer, size);
    commit_stream(buffer, size);
  }
  expect_stream(buffer);
  expect_stream(buffer, 7);
}

TEST(replay_buffer, can_be_read_from_every_offset) {
  replay_buffer buffer;
  for (int i = 0; i < 40; ++i) append_stream(buffer, 100);
  for (std::uint64_t offset = 0; offset < buffer.end_offset(); ++offset) {
    const shared_view piece = buffer.view(offset, 3);
    ASSERT_FALSE(piece.octets.empty());
    EXPECT_EQ(piece.octets[0], stream_octet(offset));
  }
  EXPECT_TRUE(buffer.view(buffer.end_offset(), everything).octets.empty());
}

TEST(replay_buffer, joins_pieces_that_follow_each_other) {
  replay_buffer buffer;
  for (int i = 0; i < 4; ++i) {
    const bytes_span room = buffer.prepare(everything);
    for (std::size_t at = 0; at < 4000; ++at) room[at] = stream_octet(buffer.end_offset() + at);
    buffer.commit(4000);
    append_stream(buffer, 100);
  }
  EXPECT_EQ(buffer.view(0, everything).octets.size(), 4U * 4100);
  expect_stream(buffer);
}

TEST(replay_buffer, prepares_no_more_than_is_wanted_and_something_if_anything_is) {
  replay_buffer buffer;
  EXPECT_TRUE(buffer.prepare(0).empty());
  EXPECT_EQ(buffer.prepare(1).size(), 1U);
  EXPECT_EQ(buffer.prepare(everything).size(), replay_buffer::block_bytes);
}

TEST(replay_buffer, does_not_grow_by_what_was_prepared_and_not_committed) {
  replay_buffer buffer;
  buffer.prepare(1000);
  EXPECT_EQ(buffer.size(), 0U);
  append_stream(buffer, 10);
  expect_stream(buffer);
  EXPECT_EQ(buffer.size(), 10U);
}

TEST(replay_buffer, commits_less_than_was_prepared) {
  replay_buffer buffer;
  const bytes_span room = buffer.prepare(1000);
  room[0] = stream_octet(0);
  buffer.commit(1);
  append_stream(buffer, 5);
  EXPECT_EQ(buffer.size(), 6U);
  expect_stream(buffer);
}

TEST(replay_buffer, starts_a_block_rather_than_have_its_end_filled_by_a_tiny_read) {
  replay_buffer buffer;
  commit_stream(buffer, replay_buffer::block_bytes - 100);
  EXPECT_EQ(buffer.prepare(everything).size(), replay_buffer::block_bytes);
  EXPECT_EQ(buffer.prepare(50).size(), 50U);
}

TEST(replay_buffer, releases_from_any_offset_to_any_other) {
  for (std::uint64_t step = 1; step < 5000; step += 97) {
    replay_buffer buffer;
    append_stream(buffer, 5000);
    for (std::uint64_t offset = 0; offset <= 5000; offset += step) {
      buffer.release_before(offset);
      EXPECT_EQ(buffer.begin_offset(), offset);
      EXPECT_EQ(buffer.size(), 5000 - offset);
      expect_stream(buffer, 1000);
      EXPECT_TRUE(buffer.front().empty() ? offset == 5000 : buffer.front()[0] == stream_octet(offset));
    }
  }
}

TEST(replay_buffer, goes_on_counting_after_everything_was_released) {
  replay_buffer buffer;
  append_stream(buffer, 3);
  buffer.clear();
  EXPECT_EQ(buffer.begin_offset(), 3U);
  append_stream(buffer, 4);
  EXPECT_EQ(buffer.end_offset(), 7U);
  expect_stream(buffer);
}

TEST(replay_buffer, keeps_the_memory_of_a_view_until_the_view_is_gone) {
  replay_buffer buffer;
  append_stream(buffer, 100);
  const shared_view in_flight = buffer.view(0, everything);
  buffer.clear();
  for (int i = 0; i < 10; ++i) append_stream(buffer, 100);
  for (std::uint64_t offset = 0; offset < 100; ++offset) EXPECT_EQ(in_flight.octets[offset], stream_octet(offset));
}

TEST(replay_buffer, holds_no_memory_when_empty) {
  replay_buffer buffer;
  const std::size_t before = allocated_bytes();
  append_stream(buffer, 200'000);
  buffer.clear();
  EXPECT_EQ(allocated_bytes(), before);
  commit_stream(buffer, 10);
  buffer.release_before(buffer.end_offset());
  EXPECT_EQ(allocated_bytes(), before);
  buffer.prepare(everything);
  buffer.commit(0);
  EXPECT_EQ(allocated_bytes(), before) << "a read that found nothing leaves nothing";
}

TEST(replay_buffer, holds_little_for_a_keystroke) {
  replay_buffer buffer;
  const std::size_t before = allocated_bytes();
  append_stream(buffer, 64);
  EXPECT_LE(allocated_bytes() - before, 768U);
}

TEST(replay_buffer, has_a_bounded_overhead_however_its_octets_come) {
  constexpr std::size_t size_bytes = 256 * 1024;
  constexpr std::size_t bound = size_bytes + size_bytes / 7 + 2 * replay_buffer::block_bytes + 8 * 1024;
  const auto expect_bounded = [&](const char* how, auto add) {
    replay_buffer buffer;
    const std::size_t before = allocated_bytes();
    while (buffer.size() < size_bytes) {
      add(buffer);
      ASSERT_LE(allocated_bytes() - before, bound) << how << ", at " << buffer.size();
    }
  };
  const auto fill = [](replay_buffer& buffer, std::size_t wanted, std::size_t committed) {
    std::ranges::fill(buffer.prepare(wanted).first(committed), std::uint8_t{1});
    buffer.commit(committed);
  };
  expect_bounded("appended one by one", [](replay_buffer& buffer) { buffer.append(bytes{1}); });
  expect_bounded("prepared one by one", [&](replay_buffer& buffer) { fill(buffer, 1, 1); });
  expect_bounded("tiny reads with room for more", [&](replay_buffer& buffer) { fill(buffer, everything, 1); });
  expect_bounded("reads that leave the largest tail", [&](replay_buffer& buffer) {
    const std::size_t room = buffer.prepare(everything).size();
    const std::size_t tail = std::min(room - 1, replay_buffer::smallest_read_bytes - 1);
    buffer.commit(room - tail);
  });
  std::size_t wanted = 0;
  expect_bounded("wishes that grow by one", [&](replay_buffer& buffer) { fill(buffer, ++wanted % 6000 + 1, 1); });
}

}  // namespace
}  // namespace glasshell::link::test
