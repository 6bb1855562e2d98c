// The program itself: how it starts, what it logs, how it ends.
#include "relay_fixture.hpp"
#include "support/child_process.hpp"
#include "support/http_exchange.hpp"
#include "support/temporary_directory.hpp"
#include "support/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class program : public testing::Test {
 protected:
  child_process start(const std::string& toml) {
    return child_process::start({GLASSHELL_RELAY_PROGRAM, "--config", folder_.write("relay.toml", toml)});
  }
  child_process start_serving(const relay_options& options) {
    child_process relay = start(options.toml());
    EXPECT_TRUE(relay.wait_for_output(" event=started", 20s)) << relay.output();
    const std::string log = relay.output();
    port_ = static_cast<std::uint16_t>(std::stoul(log.substr(log.find(" port=") + 6)));
    return relay;
  }
  /// @return what it said while it ended by itself, with this status
  std::string output_of_failure(child_process& relay, int status) {
    const auto end = relay.wait(20s);
    EXPECT_TRUE(end.has_value() && end->status == status);
    relay.wait_for_end_of_output(10s);
    return relay.output();
  }

  temporary_directory folder_;
  std::uint16_t port_ = 0;
};

TEST_F(program, with_a_wrong_configuration_says_where_and_ends_with_2) {
  child_process relay = start("lisen = \"127.0.0.1:1\"\n");
  EXPECT_THAT(output_of_failure(relay, 2),
              HasSubstr("relay.toml:1: unknown key \"lisen\"; the nearest one is \"listen\""));
}

TEST_F(program, that_would_listen_beyond_loopback_refuses_to_start) {
  child_process relay = start("listen = \"0.0.0.0:8022\"\n");
  EXPECT_THAT(output_of_failure(relay, 2), HasSubstr("allow_anonymous = true"));
}

TEST_F(program, without_its_page_says_what_to_do) {
  child_process relay = start("listen = \"127.0.0.1:0\"\nweb_root = \"/does/not/exist\"\n");
  EXPECT_THAT(output_of_failure(relay, 2), HasSubstr("build the page"));
}

TEST_F(program, whose_port_is_taken_says_so) {
  const loopback_listener taken;
  child_process relay = start("listen = \"127.0.0.1:" + std::to_string(taken.port()) + "\"\n");
  EXPECT_THAT(output_of_failure(relay, 2), HasSubstr("Address already in use; stop what uses it"));
}

TEST_F(program, can_check_a_configuration_without_serving) {
  const std::string file = folder_.write("relay.toml", "threads = 1\n");
  for (const char* flag : {"--check", "--check-config"}) {
    child_process relay = child_process::start({GLASSHELL_RELAY_PROGRAM, flag, "--config", file});
    const auto end = relay.wait(20s);
    EXPECT_TRUE(end.has_value() && end->status == 0) << flag;
  }
}

TEST_F(program, with_a_command_line_that_it_does_not_understand_ends_with_2) {
  child_process relay = child_process::start({GLASSHELL_RELAY_PROGRAM, "--confg", "x"});
  EXPECT_THAT(output_of_failure(relay, 2), HasSubstr("--confg"));
}

TEST_F(program, refuses_what_a_command_does_not_take) {
  const std::string door = "http://127.0.0.1:1";
  // Each with the word that is to be named. Nobody is asked: it would be another exit code.
  const std::vector<std::pair<std::string, std::vector<std::string>>> lines{
      {"--readdy", {"health", "--readdy", door}},
      {"--readdy", {"health", door, "--readdy"}},
      {"--readdy", {"health", "--readdy", "--config", "relay.toml"}},
      {"--readdy=1", {"--readdy=1", "health", door}},
      {"-r", {"health", "-r", door}},
      {"second", {"health", door, "second"}},
      {"--limits-links=1", {"health", door, "--limits-links=1"}},
      {"--check", {"--check", "health", door}},
      {"--settings", {"health", door, "--settings"}},
      {"--att", {"log-level", "debug", "--att", "127.0.0.1:1", "--at", "127.0.0.1:1"}},
      {"info", {"log-level", "debug", "info", "--at", "127.0.0.1:1"}},
      {"--levle", {"log-level", "--levle", "--config", "relay.toml"}},
      {"--nod", {"doctor", door, "--nod"}},
      {"second", {"doctor", door, "second"}},
      {"--nod", {"--nod", "doctor", door}},
      {"--check", {"--check", "doctor", door}},
      {"-r", {"-r"}},
      {"helth", {"helth"}},
  };
  folder_.write("relay.toml", "listen = \"127.0.0.1:1\"\n[operator]\nlisten = \"127.0.0.1:2\"\n");
  for (const auto& [named, words] : lines) {
    std::vector<std::string> line{GLASSHELL_RELAY_PROGRAM};
    std::string shown;
    for (const std::string& word : words) {
      line.push_back(word == "relay.toml" ? (folder_.path() / word).string() : word);
      shown += " " + word;
    }
    child_process refused = child_process::start(line);
    EXPECT_THAT(output_of_failure(refused, 2), HasSubstr(named)) << shown;
  }
}

TEST_F(program, needs_no_file_if_flags_and_the_environment_suffice) {
  process_options options;
  options.environment = {"GLASSHELL_LISTEN=127.0.0.1:0", "GLASSHELL_NODES_0_NAME=a",
                         "GLASSHELL_NODES_0_ADDRESS=127.0.0.1", "GLASSHELL_LISTN=x"};
  child_process relay = child_process::start({GLASSHELL_RELAY_PROGRAM, "--log-format=json", "--threads", "1"}, options);
  ASSERT_TRUE(relay.wait_for_output("\"event\":\"started\"", 20s)) << relay.output();
  EXPECT_THAT(relay.output(), HasSubstr("\"nodes\":1,\"threads\":1,"));
  EXPECT_TRUE(relay.wait_for_output("\"event\":\"setting_unknown\",\"name\":\"GLASSHELL_LISTN\"", 20s));
  child_process nothing = child_process::start({GLASSHELL_RELAY_PROGRAM});
  EXPECT_THAT(output_of_failure(nothing, 2), HasSubstr("nothing is configured"));
}

TEST_F(program, tells_by_its_exit_code_whether_a_relay_is_well) {
  child_process relay = start_serving({});
  const std::string address = "http://127.0.0.1:" + std::to_string(port_);
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "health", address}), "ok\n");
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "health", "--ready", address}), "ok\n");
  relay.stop();
  child_process asks_nobody = child_process::start({GLASSHELL_RELAY_PROGRAM, "health", address});
  EXPECT_THAT(output_of_failure(asks_nobody, 1), HasSubstr("cannot be reached"));
  child_process asks_nonsense = child_process::start({GLASSHELL_RELAY_PROGRAM, "health", "nonsense"});
  EXPECT_THAT(output_of_failure(asks_nonsense, 2), HasSubstr("must be an address"));
}

TEST_F(program, sets_the_level_of_a_running_relays_log) {
  const std::string path = (folder_.path() / "operator.sock").string();
  const relay_options options{.top = "", .tables = "[operator]\nlisten = \"unix:" + path + "\"\n", .nodes = {}};
  child_process relay = start_serving(options);
  const std::string file = (folder_.path() / "relay.toml").string();
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "log-level", "--config", file}), "info\n");
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "log-level", "debug", "--at", "unix:" + path}), "debug\n");
  test::get(port_, "/api/nodes");
  EXPECT_TRUE(relay.wait_for_output("level=debug event=http ", 20s)) << relay.output();
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "health", "--config", file}), "ok\n");
  child_process wrong = child_process::start({GLASSHELL_RELAY_PROGRAM, "log-level", "loud", "--config", file});
  EXPECT_THAT(output_of_failure(wrong, 2), HasSubstr("debug, info, warning or error"));
}

TEST_F(program, takes_the_sockets_that_systemd_opened) {
  const loopback_listener opened;
  const loopback_listener for_operators;
  const std::string file =
      folder_.write("relay.toml", "listen = \"systemd\"\nhosts = [\"127.0.0.1\"]\n[operator]\nlisten = \"systemd\"\n");
  // As systemd does it: descriptors from 3 on, and whose they are.
  const std::string script = "exec 3<&" + std::to_string(opened.descriptor()) + " 4<&" +
                             std::to_string(for_operators.descriptor()) +
                             "; LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=http:operator exec \"$0\" --config \"$1\"";
  for (const int descriptor : {opened.descriptor(), for_operators.descriptor()}) fcntl(descriptor, F_SETFD, 0);
  child_process relay = child_process::start({"bash", "-c", script, GLASSHELL_RELAY_PROGRAM, file});
  ASSERT_TRUE(relay.wait_for_output(" event=started", 20s)) << relay.output();
  EXPECT_EQ(exchange(opened.port(), "GET /api/nodes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status, 200U);
  EXPECT_EQ(test::get(for_operators.port(), "/metrics").status, 200U);
}

TEST_F(program, looks_for_another_certificate_on_sighup_and_goes_on) {
  const certificate_files files = make_certificate(folder_, "relay", "first");
  const relay_options options{
      .top = "",
      .tables = "[tls]\ncertificate = \"" + files.certificate + "\"\nkey = \"" + files.key + "\"\n",
      .nodes = {}};
  child_process relay = start_serving(options);
  EXPECT_EQ(run({GLASSHELL_RELAY_PROGRAM, "health", "https://127.0.0.1:" + std::to_string(port_)}), "ok\n");
  const certificate_files next = make_certificate(folder_, "next", "second");
  std::filesystem::rename(next.certificate, files.certificate);
  std::filesystem::rename(next.key, files.key);
  relay.send_signal(SIGHUP);
  EXPECT_TRUE(relay.wait_for_output("event=certificate_replaced", 20s)) << relay.output();
  folder_.write("relay.pem", "nonsense");
  relay.send_signal(SIGHUP);
  EXPECT_TRUE(relay.wait_for_output("event=certificate_refused", 20s)) << relay.output();
  EXPECT_EQ(tls_client(port_).subject(), "second");
}

TEST_F(program, makes_no_core_dumps_and_may_open_as_many_files_as_the_system_allows) {
  child_process relay = start_serving({});
  const std::string limits = read_file("/proc/" + std::to_string(relay.pid()) + "/limits");
  EXPECT_THAT(limits, testing::ContainsRegex("Max core file size +0 +0"));
  const auto line = limits.find("Max open files");
  const std::string files = limits.substr(line, limits.find('\n', line) - line);
  const auto soft = files.find_first_of("0123456789");
  const auto hard = files.find_first_of("0123456789", files.find(' ', soft));
  EXPECT_EQ(std::stoul(files.substr(soft)), std::stoul(files.substr(hard))) << files;
}

TEST_F(program, on_sigterm_tells_its_links_and_exits_with_0) {
  stand_in_node node(stand_in_node::echo);
  child_process relay = start_serving({.top = "", .tables = "", .nodes = {{"node", node.port()}}});
  link_client client(port_, "node");
  ASSERT_TRUE(client.wait_until_open());
  relay.send_signal(SIGTERM);
  client.read_to_end();
  ASSERT_TRUE(client.finished().has_value());
  EXPECT_EQ(client.finished()->reason, link::reason::relay_shutting_down);
  EXPECT_EQ(client.wait_for_close(), 1012);
  client.socket().drop();
  const auto end = relay.wait(20s);
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->status, 0);
}

TEST_F(program, on_a_second_signal_ends_at_once) {
  stand_in_node node(stand_in_node::echo);
  child_process relay = start_serving({.top = "",
                                       .tables = "[limits]\ndrain_time = \"5m\"\nclose_timeout = \"5m\"\n",
                                       .nodes = {{"node", node.port()}}});
  link_client client(port_, "node");
  ASSERT_TRUE(client.wait_until_open());
  relay.send_signal(SIGINT);
  ASSERT_TRUE(relay.wait_for_output("event=draining", 20s));
  relay.send_signal(SIGINT);
  const auto end = relay.wait(20s);
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->signal, SIGINT);
}

TEST_F(program, logs_one_line_for_each_stage_of_a_link_and_no_secret) {
  stand_in_node node(stand_in_node::echo);
  child_process relay = start_serving({.top = "", .tables = "", .nodes = {{"node", node.port()}}});
  websocket_client client(port_, "node?token=a-query-that-is-secret");
  link::hello hello;
  hello.proof = secret_bytes(std::string_view("a-proof-that-is-secret"));
  client.send(link::encode(hello));
  const auto message = client.receive();
  ASSERT_TRUE(message.has_value());
  auto welcome = link::decode(as_bytes_view(message->payload));
  ASSERT_TRUE(welcome.has_value());
  client.send(std::string("\x03\xe8", 2), opcode::close);
  client.receive_close();
  client.drop();
  ASSERT_TRUE(relay.wait_for_output("event=link_closed", 20s)) << relay.output();
  const std::string log = relay.output();
  EXPECT_THAT(log, HasSubstr("event=link_attempt link=1 address=127.0.0.1 path=/ws/ssh/node origin="));
  EXPECT_THAT(log, HasSubstr("event=link_accepted link=1"));
  EXPECT_THAT(log, testing::ContainsRegex("event=node_connected link=1 node=node session=[0-9a-f]+ milliseconds="));
  EXPECT_THAT(log,
              testing::ContainsRegex("event=session_closed session=[0-9a-f]+ reason=closed_by_client bytes_to_client=0 "
                                     "bytes_to_node=0 resumptions=0 milliseconds=[0-9]+"));
  EXPECT_THAT(log, testing::ContainsRegex("event=link_closed link=1 reason=closed_by_client detail=\"[^\"]*\" "
                                          "milliseconds=[0-9]+"));
  std::string secret;
  for (const std::uint8_t octet : std::get<link::welcome>(*welcome).secret.view()) {
    secret += "0123456789abcdef"[octet >> 4U];
    secret += "0123456789abcdef"[octet & 15U];
  }
  EXPECT_THAT(log, Not(HasSubstr(secret.substr(0, 16))));
  EXPECT_THAT(log, Not(HasSubstr("that-is-secret")));
}

TEST_F(program, logs_what_a_client_sent_so_that_it_cannot_forge_a_line) {
  child_process relay = start_serving({});
  test::exchange(port_, "GET /ws/ssh/x%0a HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                            "\r\nOrigin: \xff\" event=forged\r\n\r\n");
  ASSERT_TRUE(relay.wait_for_output("event=link_refused", 20s)) << relay.output();
  for (const char c : relay.output()) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f));
  EXPECT_THAT(relay.output(), HasSubstr("reason=origin_not_allowed"));
}

}  // namespace
}  // namespace glasshell::test
