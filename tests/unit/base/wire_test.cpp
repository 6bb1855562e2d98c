#include "base/wire.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace glasshell {
namespace {

using namespace std::string_view_literals;

TEST(wire_writer, writes_integers_with_the_highest_octet_first) {
  bytes out;
  wire_writer(out).u8(0x01).u16(0x0203).u32(0x04050607).u64(0x08090A0B0C0D0E0F);
  EXPECT_EQ(out, (bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}));
}

TEST(wire_writer, writes_a_string_after_its_length) {
  bytes out;
  wire_writer(out).string16("ab"sv).string32("c"sv).raw(as_bytes_view("d"));
  EXPECT_EQ(out, (bytes{0, 2, 'a', 'b', 0, 0, 0, 1, 'c', 'd'}));
}

TEST(wire_reader, reads_back_what_was_written) {
  bytes out;
  wire_writer(out).u8(0xFF).u16(0xFFFE).u32(0xFFFFFFFD).u64(0xFFFFFFFFFFFFFFFC).string16("short"sv).string32("long"sv);
  wire_reader reader(out);
  EXPECT_EQ(reader.u8(), 0xFF);
  EXPECT_EQ(reader.u16(), 0xFFFE);
  EXPECT_EQ(reader.u32(), 0xFFFFFFFD);
  EXPECT_EQ(reader.u64(), 0xFFFFFFFFFFFFFFFC);
  EXPECT_EQ(as_text_view(reader.string16()), "short");
  EXPECT_FALSE(reader.complete());
  EXPECT_EQ(as_text_view(reader.string32()), "long");
  EXPECT_TRUE(reader.complete());
}

TEST(wire_reader, yields_zeroes_and_empty_views_for_good_after_a_short_read) {
  const bytes three = {1, 2, 3};
  wire_reader reader(three);
  EXPECT_EQ(reader.u32(), 0U);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.u8(), 0) << "an octet is left, but what it means is unknown";
  EXPECT_TRUE(reader.take(1).empty());
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_FALSE(reader.complete());
}

TEST(wire_reader, refuses_a_length_beyond_its_octets) {
  const bytes lies = {0xFF, 0xFF, 0xFF, 0xFF, 'x'};
  wire_reader reader(lies);
  EXPECT_TRUE(reader.string32().empty());
  EXPECT_TRUE(reader.failed());
}

TEST(wire_reader, takes_nothing_from_nothing) {
  wire_reader reader({});
  EXPECT_TRUE(reader.complete());
  EXPECT_TRUE(reader.take(0).empty());
  EXPECT_TRUE(reader.complete());
}

}  // namespace
}  // namespace glasshell
