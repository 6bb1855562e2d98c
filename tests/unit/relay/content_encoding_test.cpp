// Which stored form of a file a browser gets.
#include "relay/content_encoding.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace glasshell::relay {
namespace {

using enum content_encoding;
const std::vector<content_encoding> all{brotli, gzip, identity};

TEST(content_encoding, is_the_smallest_that_a_browser_takes) {
  EXPECT_EQ(choose_encoding("gzip, deflate, br, zstd", all), brotli);
  EXPECT_EQ(choose_encoding("gzip, deflate", all), gzip);
  EXPECT_EQ(choose_encoding("x-gzip", all), gzip);
  EXPECT_EQ(choose_encoding("BR", all), brotli);
  EXPECT_EQ(choose_encoding("*", all), brotli);
}

TEST(content_encoding, is_identity_for_who_says_nothing_or_knows_none) {
  EXPECT_EQ(choose_encoding(std::nullopt, all), identity);
  EXPECT_EQ(choose_encoding("", all), identity);
  EXPECT_EQ(choose_encoding("zstd", all), identity);
}

TEST(content_encoding, follows_the_weights) {
  EXPECT_EQ(choose_encoding("br;q=0.5, gzip;q=0.8", all), gzip);
  EXPECT_EQ(choose_encoding("br;q=0.801,gzip;q=0.8", all), brotli);
  EXPECT_EQ(choose_encoding("br ; q=1.0 , gzip;q=1", all), brotli);
  EXPECT_EQ(choose_encoding("br;q=0, gzip", all), gzip);
  EXPECT_EQ(choose_encoding("br;q=0.000, *;q=0.1", all), gzip);
  EXPECT_EQ(choose_encoding("identity, br;q=0.1", all), identity);
  EXPECT_EQ(choose_encoding("br;q=0.1", all), brotli);
}

TEST(content_encoding, may_be_refused_in_every_form) {
  EXPECT_EQ(choose_encoding("identity;q=0", all), std::nullopt);
  EXPECT_EQ(choose_encoding("*;q=0", all), std::nullopt);
  EXPECT_EQ(choose_encoding("br, *;q=0", all), brotli);
}

TEST(content_encoding, takes_what_is_no_weight_for_none) {
  EXPECT_EQ(choose_encoding("br;q=", all), brotli);
  EXPECT_EQ(choose_encoding("br;level=9", all), brotli);
  EXPECT_EQ(choose_encoding(",, ,br;;;", all), brotli);
}

TEST(entity_tag, matches_in_a_list_weakly_and_by_star) {
  EXPECT_TRUE(matches_entity_tag("\"a\"", "\"a\""));
  EXPECT_TRUE(matches_entity_tag("\"x\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(matches_entity_tag("*", "\"a\""));
  EXPECT_FALSE(matches_entity_tag("\"b\"", "\"a\""));
  EXPECT_FALSE(matches_entity_tag("", "\"a\""));
  EXPECT_FALSE(matches_entity_tag("a", "\"a\""));
}

}  // namespace
}  // namespace glasshell::relay
