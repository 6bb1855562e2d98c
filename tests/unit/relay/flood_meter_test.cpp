// A flood is many pieces in quick succession; nothing a person types looks like one.
#include "relay/flood_meter.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay {
namespace {

using namespace std::chrono_literals;

class flood : public testing::Test {
 protected:
  bool reads(std::size_t size_bytes, std::chrono::microseconds after) {
    now_ += after;
    return meter_.read(size_bytes, now_);
  }
  bool flood_with(int pieces) {
    bool begun = false;
    for (int i = 0; i < pieces; ++i) begun = reads(4096, 100us) || begun;
    return begun;
  }

  flood_meter meter_;
  flood_meter::time now_{1h};
};

TEST_F(flood, begins_once_with_many_pieces_in_quick_succession) {
  EXPECT_TRUE(flood_with(20));
  EXPECT_FALSE(flood_with(20)) << "it goes on already";
}

TEST_F(flood, is_not_a_burst_such_as_a_redrawn_screen) { EXPECT_FALSE(flood_with(8)); }

TEST_F(flood, is_not_made_of_keystrokes_however_fast) {
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(reads(100, 100us));
}

TEST_F(flood, is_not_made_of_pieces_with_time_between_them) {
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(reads(32 * 1024, 2ms));
}

TEST_F(flood, lasts_while_more_came_during_a_pause) {
  ASSERT_TRUE(flood_with(20));
  EXPECT_TRUE(meter_.still_flooding()) << "what came after it began counts";
  EXPECT_FALSE(reads(4096, 2ms));
  EXPECT_TRUE(meter_.still_flooding());
  EXPECT_FALSE(meter_.still_flooding()) << "nothing came";
  EXPECT_TRUE(flood_with(20)) << "and it may begin again";
}

}  // namespace
}  // namespace glasshell::relay
