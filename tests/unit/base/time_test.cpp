#include "base/time.hpp"

#include <gtest/gtest.h>

namespace glasshell {
namespace {

constexpr time_point soon{std::chrono::milliseconds(1)};
constexpr time_point later{std::chrono::hours(1)};

TEST(earlier_deadline, is_the_smaller_of_two) {
  EXPECT_EQ(earlier(soon, later), soon);
  EXPECT_EQ(earlier(later, soon), soon);
}

TEST(earlier_deadline, is_the_one_that_is_there) {
  EXPECT_EQ(earlier(std::nullopt, later), later);
  EXPECT_EQ(earlier(later, std::nullopt), later);
  EXPECT_EQ(earlier(std::nullopt, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace glasshell
