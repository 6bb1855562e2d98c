// A server that breaks the rules once keys are in use. Each case ends the session with a cause, or does no harm.
#include "base/wire.hpp"
#include "support/engine_driver.hpp"
#include "support/scripted_server.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

class hostile_server : public testing::Test {
 protected:
  engine_driver& serve(std::function<void(scripted_connection&)> script, ssh::config settings = {}) {
    server_.emplace(std::move(script));
    settings.user = "somebody";
    settings.known_hosts = {server_->host_key()};
    driver_.emplace(std::move(settings), server_->port());
    return *driver_;
  }
  void expect_failure(engine_driver& driver, ssh::stage where, ssh::cause why) {
    driver.run_until([&] { return driver.over(); });
    const auto* failed = driver.last<ssh::failed>();
    ASSERT_NE(failed, nullptr) << driver.story();
    EXPECT_EQ(failed->why.stage, where) << driver.story();
    EXPECT_EQ(failed->why.cause, why) << driver.story();
  }
  void TearDown() override {
    if (driver_) driver_->hang_up();
    EXPECT_EQ(server_ ? server_->join() : "", "");
  }
  std::optional<scripted_server> server_;
  std::optional<engine_driver> driver_;
};

struct stray {
  const char* name;
  bytes packet;
};
void PrintTo(const stray& one, std::ostream* out) { *out << one.name; }

bytes octets(bytes_view packet) { return {packet.begin(), packet.end()}; }

std::vector<stray> all_strays() {
  return {{"ignore", octets(packet_builder(2).string(std::string(20, 'x')))},
          {"debug", octets(packet_builder(4).u8(1).string("hello").string(""))},
          {"global_request", octets(packet_builder(80).string("hostkeys-00@openssh.com").u8(0))},
          {"global_request_with_reply", octets(packet_builder(80).string("what@example").u8(1))},
          {"channel_request_with_reply", octets(packet_builder(98).u32(0).string("what@example").u8(1))},
          {"reply_to_nothing", octets(packet_builder(81))},
          {"unknown_type", octets(packet_builder(200).string("what"))},
          {"type_zero", octets(packet_builder(0))},
          {"authentication_message", octets(packet_builder(51).string("password").u8(0))},
          {"service_accept", octets(packet_builder(6).string("ssh-userauth"))},
          {"newkeys", octets(packet_builder(21))},
          {"exchange_reply", octets(packet_builder(31).string("x"))},
          {"data_for_another_channel", octets(packet_builder(94).u32(5).string("x"))},
          {"channel_open", octets(packet_builder(90).string("x11").u32(1).u32(1 << 20).u32(32768).string("h").u32(1))}};
}

class stray_packets : public hostile_server, public testing::WithParamInterface<stray> {};

TEST_P(stray_packets, by_the_thousand_do_not_grow_memory_and_the_session_goes_on) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send_many(GetParam().packet, 5'000);
    client.send_data("after;");
    client.wait_for_client_to_leave();
  });
  EXPECT_TRUE(driver.run_until_screen_shows("after;")) << driver.story();
  EXPECT_LT(driver.engine().peak_memory_bytes(), 256U * 1024U);
}

INSTANTIATE_TEST_SUITE_P(each, stray_packets, testing::ValuesIn(all_strays()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST_F(hostile_server, that_sends_a_million_stray_packets_does_not_grow_memory_and_the_session_goes_on) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    const auto strays = all_strays();
    for (const stray& one : strays) client.send_many(one.packet, 1'000'000 / strays.size() + 1);
    client.send_data("after;");
    client.wait_for_client_to_leave();
  });
  EXPECT_TRUE(driver.run_until_screen_shows("after;", 100s)) << driver.story();
  EXPECT_LT(driver.engine().peak_memory_bytes(), 256U * 1024U);
}

TEST_F(hostile_server, is_told_what_it_asked_and_what_was_not_understood) {
  bool refused = false;
  std::optional<std::uint32_t> rejected;
  std::uint32_t sequence = 0;
  engine_driver& driver = serve([&](auto& client) {
    client.serve_until_shell();
    client.send(packet_builder(80).string("what@example").u8(1));
    while (!refused) refused = client.receive().at(0) == 82;
    sequence = client.sent_packets();
    client.send(packet_builder(200));
    const bytes answer = client.receive_type(3);
    rejected = wire_reader(bytes_view(answer).subspan(1)).u32();
    client.send_data("done");
    client.wait_for_client_to_leave();
  });
  EXPECT_TRUE(driver.run_until_screen_shows("done")) << driver.story();
  EXPECT_TRUE(refused);
  EXPECT_EQ(rejected, sequence);
}

TEST_F(hostile_server, that_wants_endless_answers_from_a_client_whose_way_out_is_shut_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    for (;;) client.send(packet_builder(80).string("what@example").u8(1));
  });
  ASSERT_TRUE(driver.run_until_said<ssh::shell_started>());
  driver.stop_sending();
  expect_failure(driver, ssh::stage::session, ssh::cause::memory_limit);
}

TEST_F(hostile_server, that_sends_more_than_the_window_is_cut_off) {
  ssh::config settings;
  settings.window_bytes = 50'000;
  engine_driver& driver = serve(
      [](auto& client) {
        client.serve_until_shell();
        for (int i = 0; i < 3; ++i) client.send_data(std::string(20'000, 'x'));
        client.wait_for_client_to_leave();
      },
      settings);
  driver.set_screen(engine_driver::screen_kind::commits_by_hand);
  expect_failure(driver, ssh::stage::session, ssh::cause::protocol_error);
  EXPECT_EQ(driver.shown_bytes(), 40'000U);
}

TEST_F(hostile_server, whose_packet_fails_its_mac_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.spoil_next_mac();
    client.send_data("x");
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::integrity_error);
}

TEST_F(hostile_server, that_sends_garbage_instead_of_packets_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send_raw(std::string(100'000, 'x'));
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::integrity_error);
}

TEST_F(hostile_server, that_lies_about_the_length_of_its_data_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send(packet_builder(94).u32(0).u32(0xfffffff0).u8('x'));
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::protocol_error);
}

TEST_F(hostile_server, that_lies_about_the_length_of_the_signals_name_does_no_harm) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send(packet_builder(98).u32(0).string("exit-signal").u8(0).u32(100).u8('K').u32(0));
    client.send_close();
    client.wait_for_client_to_leave();
  });
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::exited>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::exited>()->signal, "");
}

TEST_F(hostile_server, that_names_a_signal_of_4_gigabytes_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send(packet_builder(98).u32(0).string("exit-signal").u8(0).u32(0xfffffff0).u8('K').u32(0));
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::memory_limit);
}

TEST_F(hostile_server, that_closes_the_channel_without_a_status_leaves_the_status_unknown) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send_close();
    client.wait_for_client_to_leave();
  });
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::exited>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::exited>()->status, std::nullopt);
  EXPECT_EQ(driver.last<ssh::exited>()->signal, std::nullopt);
  EXPECT_NE(driver.last<ssh::closed>(), nullptr);
}

TEST_F(hostile_server, that_hangs_up_after_the_status_has_ended_in_order) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send_data("last words");
    client.send_exit_status(0);
    client.close();
  });
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::exited>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::exited>()->status, 0U);
  EXPECT_EQ(driver.screen(), "last words");
  EXPECT_EQ(driver.last<ssh::failed>(), nullptr);
}

TEST_F(hostile_server, that_disconnects_says_why) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.send(packet_builder(1).u32(11).string("going down \x1b[31mnow").string(""));
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::disconnected_by_peer);
  EXPECT_NE(driver.last<ssh::failed>()->why.peer_text.find("11: going down"), std::string::npos);
  EXPECT_EQ(driver.last<ssh::failed>()->why.peer_text.find('\x1b'), std::string::npos) << "controls are made printable";
}

TEST_F(hostile_server, that_rekeys_again_and_again_is_followed) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    for (int i = 0; i < 50; ++i) {
      client.exchange_keys();
      client.send_data("x");
    }
    client.send_data(";");
    client.wait_for_client_to_leave();
  });
  EXPECT_TRUE(driver.run_until_screen_shows(std::string(50, 'x') + ";")) << driver.story();
  EXPECT_EQ(driver.last<ssh::negotiated>()->rekeys, 50U);
  EXPECT_LT(driver.engine().peak_memory_bytes(), 128U * 1024U);
}

TEST_F(hostile_server, that_rekeys_with_a_wrong_signature_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.exchange_keys({.defect = scripted_connection::defect::wrong_signature});
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::protocol_error);
}

TEST_F(hostile_server, that_rekeys_to_another_cipher_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.exchange_keys({.cipher = "aes256-ctr"});
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::protocol_error);
}

TEST_F(hostile_server, that_rekeys_to_nothing_in_common_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.exchange_keys({.cipher = "none-such"});
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::session, ssh::cause::protocol_error);
}

TEST_F(hostile_server, that_sends_data_within_a_rekey_loses_none_of_it) {
  engine_driver& driver = serve([](auto& client) {
    client.serve_until_shell();
    client.exchange_keys({.before_reply = [&] { client.send_data("within;"); }});
    client.send_data("after");
    client.wait_for_client_to_leave();
  });
  EXPECT_TRUE(driver.run_until_screen_shows("within;after")) << driver.story();
}

TEST_F(hostile_server, that_grants_success_out_of_the_blue_is_cut_off) {
  engine_driver& driver = serve([](auto& client) {
    client.identify();
    client.exchange_keys();
    client.accept_service();
    client.receive_type(50);
    client.send(packet_builder(51).string("password").u8(0));
    client.send(packet_builder(52));
    client.wait_for_client_to_leave();
  });
  expect_failure(driver, ssh::stage::authentication, ssh::cause::protocol_error);
}

TEST_F(hostile_server, that_stays_silent_in_authentication_times_out) {
  ssh::config settings;
  settings.server_timeout = 200ms;
  engine_driver& driver = serve(
      [](auto& client) {
        client.identify();
        client.exchange_keys();
        client.accept_service();
        client.wait_for_client_to_leave();
      },
      settings);
  expect_failure(driver, ssh::stage::authentication, ssh::cause::timed_out);
}

TEST_F(hostile_server, that_stays_silent_in_the_key_exchange_times_out) {
  ssh::config settings;
  settings.handshake_timeout = 200ms;
  engine_driver& driver = serve(
      [](auto& client) {
        client.identify();
        client.wait_for_client_to_leave();
      },
      settings);
  expect_failure(driver, ssh::stage::key_exchange, ssh::cause::timed_out);
}

TEST_F(hostile_server, that_stays_silent_in_opening_the_shell_times_out) {
  ssh::config settings;
  settings.server_timeout = 200ms;
  engine_driver& driver = serve(
      [](auto& client) {
        client.identify();
        client.exchange_keys();
        client.accept_service();
        client.accept_any_user();
        client.wait_for_client_to_leave();
      },
      settings);
  expect_failure(driver, ssh::stage::channel, ssh::cause::timed_out);
}

}  // namespace
}  // namespace glasshell::test
