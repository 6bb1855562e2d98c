// The running shell: its terminal, environment and size, what is typed, and how it ends.
#include "session_fixture.hpp"

#include <signal.h>

#include <algorithm>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

class running_shell : public session_test {
 protected:
  void SetUp() override {
    ssh::config settings = config_for(server_);
    settings.size = {.columns = 97, .rows = 41, .width_pixels = 0, .height_pixels = 0};
    settings.environment = {{"LANG", "C.UTF-8"}, {"COLORTERM", "truecolor"}, {"GLASSHELL_TEST", "a 'quoted' value"}};
    driver_.emplace(std::move(settings), server_.port());
    reach_shell(*driver_, server_);
    driver_->type("PS1='> '; bind 'set enable-bracketed-paste off'; clear; echo rea''dy\n");
    ASSERT_TRUE(driver_->run_until_screen_shows("ready\r\n"));
    driver_->screen().clear();
  }
  /// What a command prints.
  std::string output_of(const std::string& command) {
    driver_->screen().clear();
    driver_->type(command + "; echo e''nd\n");
    EXPECT_TRUE(driver_->run_until_screen_shows("end\r\n")) << driver_->screen();
    return driver_->screen();
  }
  sshd server_{with_key()};
  std::optional<engine_driver> driver_;
};

TEST_F(running_shell, has_the_modes_of_a_sane_terminal) {
  const std::string modes = output_of("stty -a");
  for (const char* mode : {"erase = ^?", "intr = ^C", "eof = ^D", "susp = ^Z", " iutf8\r\n", " icrnl", "\nopost",
                           " onlcr", " cs8", " ixon", "\nisig", " icanon", " echo ", " iexten", "speed 38400 baud"}) {
    EXPECT_NE(modes.find(mode), std::string::npos) << mode << " is missing in\n" << modes;
  }
}

TEST_F(running_shell, has_the_environment_that_was_asked_for) {
  const std::string shown = output_of("echo \"$TERM|$LANG|$COLORTERM|$GLASSHELL_TEST\"");
  EXPECT_NE(shown.find("xterm-256color|C.UTF-8|truecolor|a 'quoted' value"), std::string::npos) << shown;
}

TEST_F(running_shell, has_the_size_that_was_asked_for_and_follows_a_new_one) {
  EXPECT_NE(output_of("stty size").find("41 97\r\n"), std::string::npos) << driver_->screen();
  driver_->engine().resize({.columns = 120, .rows = 50, .width_pixels = 0, .height_pixels = 0}, driver_now());
  EXPECT_NE(output_of("stty size").find("50 120\r\n"), std::string::npos) << driver_->screen();
}

TEST_F(running_shell, takes_the_last_of_a_storm_of_sizes_and_sends_few) {
  driver_->record();
  for (std::uint32_t columns = 1; columns <= 300; ++columns) {
    for (std::uint32_t rows = 1; rows <= 100; ++rows) {
      driver_->engine().resize({.columns = columns, .rows = rows, .width_pixels = 0, .height_pixels = 0}, driver_now());
    }
  }
  // The held-back size follows by the engine's own deadline.
  ASSERT_TRUE(driver_->run_until(
      [&] { return !driver_->engine().next_deadline() || *driver_->engine().next_deadline() > driver_now() + 1s; }));
  EXPECT_NE(output_of("stty size").find("100 300\r\n"), std::string::npos) << driver_->screen();
  EXPECT_LT(driver_->sent().size(), 20'000U) << "30,000 sizes must not become 30,000 packets";
}

TEST_F(running_shell, passes_octets_that_are_not_utf8_unchanged) {
  const std::string shown = output_of("printf '[\\377\\376\\200\\303(\\355\\240\\200]'");
  EXPECT_NE(shown.find("[\xff\xfe\x80\xc3(\xed\xa0\x80]"), std::string::npos);
}

TEST_F(running_shell, receives_a_paste_of_5_megabytes_unchanged) {
  std::string paste(5 * 1024 * 1024, '\0');
  std::uint32_t state = 1;
  for (char& octet : paste) {
    state = state * 1664525 + 1013904223;
    octet = static_cast<char>(state >> 24);
  }
  const std::string file = folder_.write("paste", paste);
  const std::string expected = run({"sha256sum", file}).substr(0, 64);
  driver_->type("stty raw -echo; echo go; head -c " + std::to_string(paste.size()) + " | sha256sum; stty sane\n");
  ASSERT_TRUE(driver_->run_until_screen_shows("go\n"));
  driver_->type(paste);
  EXPECT_TRUE(driver_->run_until_screen_shows(expected, 60s)) << driver_->untyped_bytes() << " not typed";
  EXPECT_FALSE(driver_->all<ssh::input_ready>().empty()) << "the queue was full in between";
  EXPECT_LT(driver_->engine().peak_memory_bytes(), 1024U * 1024U);
}

TEST_F(running_shell, that_exits_says_its_status) {
  driver_->type("exit 42\n");
  driver_->run_to_end();
  ASSERT_NE(driver_->last<ssh::exited>(), nullptr) << driver_->story();
  EXPECT_EQ(driver_->last<ssh::exited>()->status, 42U);
  EXPECT_EQ(driver_->last<ssh::exited>()->signal, std::nullopt);
  EXPECT_TRUE(std::holds_alternative<ssh::closed>(driver_->actions().back())) << driver_->story();
}

TEST_F(running_shell, that_is_killed_says_the_signal) {
  driver_->type("kill -KILL $$\n");
  driver_->run_to_end();
  ASSERT_NE(driver_->last<ssh::exited>(), nullptr) << driver_->story();
  EXPECT_EQ(driver_->last<ssh::exited>()->status, std::nullopt);
  EXPECT_EQ(driver_->last<ssh::exited>()->signal, "KILL");
}

TEST_F(running_shell, delivers_its_last_words_before_it_is_over) {
  driver_->type("head -c 200000 /dev/zero | tr '\\0' '\\121'; echo; echo LA''ST; exit\n");
  driver_->run_to_end();
  EXPECT_NE(driver_->screen().find("LAST\r\n"), std::string::npos);
  EXPECT_EQ(std::count(driver_->screen().begin(), driver_->screen().end(), 'Q'), 200'000);
}

TEST_F(running_shell, whose_server_dies_fails_visibly) {
  const auto sessions = server_.session_pids();
  ASSERT_EQ(sessions.size(), 1U);
  ASSERT_EQ(kill(sessions[0], SIGKILL), 0);
  driver_->run_to_end();
  ASSERT_NE(driver_->last<ssh::failed>(), nullptr) << driver_->story();
  EXPECT_EQ(driver_->last<ssh::failed>()->why.stage, ssh::stage::session);
  EXPECT_EQ(driver_->last<ssh::failed>()->why.cause, ssh::cause::closed_by_peer);
}

TEST_F(running_shell, that_the_person_leaves_is_closed_and_the_server_is_told) {
  driver_->engine().disconnect(driver_now());
  driver_->run_to_end();
  EXPECT_NE(driver_->last<ssh::closed>(), nullptr) << driver_->story();
  EXPECT_EQ(driver_->last<ssh::failed>(), nullptr);
  const bytes_view rest = driver_->engine().output();
  EXPECT_FALSE(rest.empty()) << "the disconnect message";
}

TEST_F(running_shell, whose_screen_loses_output_fails_visibly) {
  driver_->engine().screen_lost(driver_now());
  driver_->run_to_end();
  ASSERT_NE(driver_->last<ssh::failed>(), nullptr);
  EXPECT_EQ(driver_->last<ssh::failed>()->why.cause, ssh::cause::screen_lost);
}

TEST_F(running_shell, tells_the_round_trip_to_the_node_at_once) {
  ASSERT_TRUE(driver_->run_until_said<ssh::node_round_trip>(2s));
  EXPECT_GT(driver_->last<ssh::node_round_trip>()->value, duration::zero());
  EXPECT_LT(driver_->last<ssh::node_round_trip>()->value, duration(1s));
}

TEST_F(session_test, a_node_that_stops_answering_is_lost_after_the_keepalives) {
  sshd server(with_key());
  ssh::config settings = config_for(server);
  settings.keepalive_interval = 100ms;
  engine_driver driver(settings, server.port());
  reach_shell(driver, server);
  for (const pid_t session : server.session_pids()) ASSERT_EQ(kill(session, SIGSTOP), 0);
  driver.run_to_end(5s);
  for (const pid_t session : server.session_pids()) kill(session, SIGKILL);
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::keepalive_lost);
}

TEST_F(session_test, a_server_without_terminals_refuses_the_pty) {
  sshd server(with_key({"PermitTTY no"}));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(key_));
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.stage, ssh::stage::channel);
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::pty_refused);
}

TEST_F(session_test, a_server_without_sessions_refuses_the_channel) {
  sshd server(with_key({"MaxSessions 0"}));
  engine_driver driver(config_for(server), server.port());
  driver.will_answer(key_reply(key_));
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::channel_refused);
  EXPECT_FALSE(driver.last<ssh::failed>()->why.peer_text.empty());
}

TEST_F(session_test, a_server_that_takes_no_method_of_ours_says_which_it_takes) {
  sshd server(
      {.configuration = {"PubkeyAuthentication no", "HostbasedAuthentication yes", "GSSAPIAuthentication yes"}});
  engine_driver driver(config_for(server), server.port());
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::no_method_left);
  EXPECT_NE(std::count(driver.last<ssh::failed>()->why.methods.begin(), driver.last<ssh::failed>()->why.methods.end(),
                       "hostbased"),
            0);
}

}  // namespace
}  // namespace glasshell::test
