// A flood of output against a screen that commits late, or not at all; rekeys and keepalives go on meanwhile.
#include "session_fixture.hpp"

#include <algorithm>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t flood_bytes = 20'000'000;
const std::string flood_command =
    "stty raw -echo; echo g''o; head -c " + std::to_string(flood_bytes) + " /dev/zero | tr '\\0' z\n";

class flood : public session_test {
 protected:
  explicit flood(std::vector<std::string> configuration = {"RekeyLimit 1M"})
      : server_(with_key(std::move(configuration))) {}
  /// Of the flood itself, which follows the word "go".
  std::size_t shown_letters(engine_driver& driver) {
    if (const std::size_t go = driver.screen().find("go\n"); !began_ && go != std::string::npos) {
      driver.screen().erase(0, go + 3);
      began_ = true;
    }
    if (!began_) return 0;
    letters_ += static_cast<std::size_t>(std::count(driver.screen().begin(), driver.screen().end(), 'z'));
    driver.screen().clear();
    return letters_;
  }
  void expect_whole_flood(engine_driver& driver) {
    reach_shell(driver, server_);
    driver.type(flood_command);
    EXPECT_TRUE(driver.run_until([&] { return shown_letters(driver) >= flood_bytes; }, 60s)) << driver.story();
    EXPECT_EQ(letters_, flood_bytes);
  }
  sshd server_;
  bool began_ = false;
  std::size_t letters_ = 0;
};

TEST_F(flood, arrives_whole_through_rekeys) {
  engine_driver driver(config_for(server_), server_.port());
  expect_whole_flood(driver);
  const auto negotiated = driver.all<ssh::negotiated>();
  EXPECT_GE(negotiated.size(), 10U) << "one for each rekey";
  EXPECT_GE(negotiated.back().rekeys, 9U);
  EXPECT_EQ(negotiated.back().cipher_to_client, negotiated.front().cipher_to_client);
  EXPECT_LT(driver.engine().peak_memory_bytes(), 512U * 1024U);
}

/// A server that asks for new keys only once in a day is asked by us.
class unattended_keys : public flood {
 protected:
  unattended_keys() : flood({"RekeyLimit 1G 1d"}) {}
};

TEST_F(unattended_keys, are_renewed_by_us_in_the_middle_of_a_flood) {
  ssh::config settings = config_for(server_);
  settings.rekey_after_bytes = 1'000'000;
  engine_driver driver(settings, server_.port());
  expect_whole_flood(driver);
  EXPECT_GE(driver.last<ssh::negotiated>()->rekeys, 9U);
  EXPECT_LT(driver.engine().peak_memory_bytes(), 512U * 1024U);
}

TEST_F(flood, survives_that_both_sides_ask_for_new_keys_again_and_again) {
  ssh::config settings = config_for(server_);
  settings.rekey_after_bytes = 1'000'000;
  engine_driver driver(settings, server_.port());
  expect_whole_flood(driver);
}

TEST_F(flood, without_credit_stops_at_the_window_and_goes_on_with_the_credit) {
  ssh::config settings = config_for(server_);
  settings.window_bytes = 100'000;
  engine_driver driver(settings, server_.port());
  reach_shell(driver, server_);
  driver.set_screen(engine_driver::screen_kind::commits_by_hand);
  // Some output was committed before, so that what is left of the window is known by its arrival only.
  const std::uint64_t before = driver.shown_bytes();
  driver.type(flood_command);
  driver.run_for(1s);
  const std::uint64_t waiting = driver.shown_bytes() - before;
  EXPECT_LE(waiting, 100'000U);
  EXPECT_GE(waiting, 100'000U - 32 * 1024U);
  EXPECT_LT(driver.engine().memory_bytes(), 256U * 1024U);
  EXPECT_FALSE(driver.over()) << driver.story();

  std::uint64_t committed = before;
  const bool all = driver.run_until(
      [&] {
        driver.commit(static_cast<std::size_t>(driver.shown_bytes() - committed));
        committed = driver.shown_bytes();
        return shown_letters(driver) >= flood_bytes;
      },
      60s);
  EXPECT_TRUE(all);
  EXPECT_EQ(letters_, flood_bytes);
}

TEST_F(flood, is_interrupted_at_once) {
  engine_driver driver(config_for(server_), server_.port());
  reach_shell(driver, server_);
  driver.type("trap 'echo CAU''GHT' INT; yes\n");
  ASSERT_TRUE(driver.run_until([&] { return driver.shown_bytes() > 5'000'000; }));
  driver.screen().clear();
  const std::uint64_t before = driver.shown_bytes();
  driver.type("\x03");
  ASSERT_TRUE(driver.run_until_screen_shows("^C", 5s));
  EXPECT_LT(driver.shown_bytes() - before, 512U * 1024U);
}

TEST_F(flood, that_is_committed_twice_fails_the_screen) {
  engine_driver driver(config_for(server_), server_.port());
  reach_shell(driver, server_);
  driver.type("echo some output\n");
  driver.run_until_screen_shows("some output\r\n");
  driver.commit(1);
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::screen_lost);
}

/// Both ways at once, with rekeys in between.
TEST_F(flood, of_input_and_output_survives_rekeys) {
  engine_driver driver(config_for(server_), server_.port());
  reach_shell(driver, server_);
  const std::size_t size = 3'000'000;
  driver.type("stty raw -echo; echo g''o; head -c " + std::to_string(size) + "\n");
  ASSERT_TRUE(driver.run_until_screen_shows("go\n"));
  driver.type(std::string(size, 'z'));
  EXPECT_TRUE(driver.run_until([&] { return shown_letters(driver) >= size; }, 60s)) << driver.story();
  EXPECT_GE(driver.last<ssh::negotiated>()->rekeys, 3U);
}

class idle_screen : public flood {
 protected:
  idle_screen() : flood({"ClientAliveInterval 1", "ClientAliveCountMax 2", "RekeyLimit 64K 5s"}) {}
};

TEST_F(idle_screen, of_30_seconds_does_not_lose_the_session) {
  const ssh::config settings = config_for(server_);
  engine_driver driver(settings, server_.port());
  reach_shell(driver, server_);
  driver.set_screen(engine_driver::screen_kind::commits_by_hand);
  const std::uint64_t before = driver.shown_bytes();
  driver.type(flood_command);
  const std::uint32_t rekeys_before = driver.last<ssh::negotiated>()->rekeys;
  driver.run_for(30s);
  EXPECT_GE(driver.last<ssh::negotiated>()->rekeys, rekeys_before + 4) << "keys are renewed without a screen";
  EXPECT_FALSE(driver.over()) << driver.story() << server_.log();
  EXPECT_LE(driver.shown_bytes() - before, settings.window_bytes);
  EXPECT_LT(driver.engine().peak_memory_bytes(), 512U * 1024U);
  driver.commit(static_cast<std::size_t>(driver.shown_bytes() - before));
  driver.set_screen(engine_driver::screen_kind::commits_at_once);
  EXPECT_TRUE(driver.run_until([&] { return shown_letters(driver) >= flood_bytes; }, 60s)) << driver.story();
}

}  // namespace
}  // namespace glasshell::test
