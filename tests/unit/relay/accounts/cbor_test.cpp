// CBOR of authenticators, in order and not.
#include "relay/accounts/cbor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace glasshell::relay::accounts {
namespace {

bool is_one_item(const bytes& octets) {
  cbor_reader reader(octets);
  const bytes_view item = reader.item();
  return reader.complete() && std::ranges::equal(item, octets);
}

TEST(a_cbor_item, is_taken_whole) {
  for (const bytes& octets : {
           bytes{0x00},
           bytes{0x17},
           bytes{0x18, 0xff},
           bytes{0x19, 1, 2},
           bytes{0x1a, 1, 2, 3, 4},
           bytes{0x1b, 1, 2, 3, 4, 5, 6, 7, 8},
           bytes{0x20},
           bytes{0x39, 1, 0},
           bytes{0x40},
           bytes{0x42, 1, 2},
           bytes{0x58, 1, 9},
           bytes{0x63, 'a', 'b', 'c'},
           bytes{0x80},
           bytes{0x82, 0x01, 0x41, 0x02},
           bytes{0xa0},
           bytes{0xa2, 0x01, 0x02, 0x61, 'a', 0x80},
           bytes{0xf4},
           bytes{0xf5},
           bytes{0xf6},
           bytes{0xf9, 0, 0},
       }) {
    EXPECT_TRUE(is_one_item(octets)) << int{octets[0]};
  }
}

TEST(a_cbor_item, that_is_cut_short_is_none) {
  for (const bytes& octets : {
           bytes{},
           bytes{0x18},
           bytes{0x19, 1},
           bytes{0x1b, 1, 2, 3, 4, 5, 6, 7},
           bytes{0x42, 1},
           bytes{0x58},
           bytes{0x61},
           bytes{0x81},
           bytes{0x82, 0x01},
           bytes{0xa1, 0x01},
           bytes{0xa1},
           bytes{0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
       }) {
    EXPECT_FALSE(is_one_item(octets));
  }
}

TEST(a_cbor_item, that_claims_more_than_there_is_costs_nothing) {
  EXPECT_FALSE(is_one_item({0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}));
  EXPECT_FALSE(is_one_item({0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x01}));
}

TEST(a_cbor_item, of_a_form_that_authenticators_do_not_write_is_refused) {
  EXPECT_FALSE(is_one_item({0x5f, 0x41, 1, 0xff})) << "octets without a length";
  EXPECT_FALSE(is_one_item({0x9f, 0x01, 0xff})) << "a list without a length";
  EXPECT_FALSE(is_one_item({0xbf, 0xff})) << "a map without a length";
  EXPECT_FALSE(is_one_item({0xc0, 0x60})) << "a tag";
  EXPECT_FALSE(is_one_item({0x1c})) << "a reserved length";
}

TEST(a_cbor_item, is_not_nested_deeply) {
  bytes eight(8, 0x81);
  eight.push_back(0x00);
  EXPECT_TRUE(is_one_item(eight));
  bytes nine(9, 0x81);
  nine.push_back(0x00);
  EXPECT_FALSE(is_one_item(nine));
  EXPECT_FALSE(is_one_item(bytes(100'000, 0x81)));
}

TEST(a_cbor_reader, takes_what_it_is_asked_for) {
  const bytes octets = {0xa2, 0x61, 'a', 0x41, 7, 0x61, 'b', 0x26};
  cbor_reader reader(octets);
  EXPECT_EQ(reader.map(), 2U);
  EXPECT_EQ(reader.text(), "a");
  EXPECT_EQ(reader.octets()[0], 7);
  EXPECT_EQ(reader.text(), "b");
  const cbor_head number = reader.head();
  EXPECT_EQ(number.kind, cbor_kind::negative_number);
  EXPECT_EQ(number.value, 6U) << "of -7";
  EXPECT_TRUE(reader.complete());
}

TEST(a_cbor_reader, fails_for_good_at_what_is_something_else) {
  const bytes octets = {0x41, 7, 0x61, 'a'};
  cbor_reader reader(octets);
  EXPECT_EQ(reader.text(), "");
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.map(), 0U);
  EXPECT_TRUE(reader.item().empty());
  EXPECT_FALSE(reader.complete());
}

}  // namespace
}  // namespace glasshell::relay::accounts
