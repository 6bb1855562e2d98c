// A configuration is read once; whatever is wrong in it is told with its line, before anything listens.
#include "relay/config.hpp"

#include "relay/config_table.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

config parsed(std::string_view toml) {
  auto made = parse_config(toml, "relay.toml");
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text);
  return made ? *std::move(made) : config{};
}

std::string complaint(std::string_view toml) {
  const auto made = parse_config(toml, "relay.toml");
  EXPECT_FALSE(made.has_value());
  return made ? "" : made.error().text;
}

TEST(config_file, that_is_empty_listens_on_loopback_with_safe_defaults) {
  const config made = parsed("");
  EXPECT_EQ(made.listen.address.to_string(), "127.0.0.1");
  EXPECT_EQ(made.listen.port, 8022);
  EXPECT_FALSE(made.demo);
  EXPECT_FALSE(made.allow_anonymous);
  EXPECT_TRUE(made.origin_required);
  EXPECT_TRUE(made.nodes.empty());
}

TEST(config_file, of_make_run_is_understood) {
  const config made = parsed(R"(listen = "127.0.0.1:8022"
web_root = "web/dist"
demo = true

[[nodes]]
name = "demo"
address = "127.0.0.1:22022"
)");
  EXPECT_TRUE(made.demo);
  EXPECT_EQ(made.web_root, "web/dist");
  ASSERT_EQ(made.nodes.size(), 1U);
  EXPECT_EQ(made.nodes[0].name, "demo");
  EXPECT_EQ(made.nodes[0].host, "127.0.0.1");
  EXPECT_EQ(made.nodes[0].port, 22022);
}

TEST(config_file, sets_every_limit) {
  const config made = parsed(R"(
hosts = ["ssh.example.com"]
origins = ["https://page.example.com"]
origin_required = false
threads = 3
[limits]
connections = 10
connections_per_address = 9
links = 8
links_per_address = 7
header_bytes = 4096
header_timeout = "1s"
keep_alive_timeout = "2s"
response_timeout = "3s"
handshake_timeout = "1m"
node_connect_timeout = "500ms"
idle_timeout = "2h"
detached_sessions = 6
detached_sessions_per_user = 5
session_grace = "30m"
page_gone_grace = "20s"
resume_failures_per_minute = 4
close_timeout = "4s"
drain_time = "5s"
[link]
receive_window_bytes = 65536
send_window_bytes = 131072
beat_interval = "7s"
dead_after = "20s"
[log]
format = "json"
level = "debug"
)");
  EXPECT_EQ(made.limits.connections, 10U);
  EXPECT_EQ(made.limits.connections_per_address, 9U);
  EXPECT_EQ(made.limits.links, 8U);
  EXPECT_EQ(made.limits.links_per_address, 7U);
  EXPECT_EQ(made.limits.header_bytes, 4096U);
  EXPECT_EQ(made.limits.header_timeout, 1s);
  EXPECT_EQ(made.limits.keep_alive_timeout, 2s);
  EXPECT_EQ(made.limits.response_timeout, 3s);
  EXPECT_EQ(made.limits.handshake_timeout, 1min);
  EXPECT_EQ(made.limits.node_connect_timeout, 500ms);
  EXPECT_EQ(made.limits.idle_timeout, 2h);
  EXPECT_EQ(made.limits.detached_sessions, 6U);
  EXPECT_EQ(made.limits.detached_sessions_per_user, 5U);
  EXPECT_EQ(made.limits.session_grace, 30min);
  EXPECT_EQ(made.limits.page_gone_grace, 20s);
  EXPECT_EQ(made.limits.resume_failures_per_minute, 4U);
  EXPECT_EQ(made.limits.close_timeout, 4s);
  EXPECT_EQ(made.limits.drain_time, 5s);
  EXPECT_EQ(made.link.receive_window_bytes, 65536U);
  EXPECT_EQ(made.link.send_window_bytes, 131072U);
  EXPECT_EQ(made.link.beat_interval, 7s);
  EXPECT_EQ(made.link.dead_after, 20s);
  EXPECT_EQ(made.link.handshake_timeout, 1min);
  EXPECT_EQ(made.log_format, log_format::json);
  EXPECT_EQ(made.log_level, log_level::debug);
  EXPECT_EQ(made.threads, 3U);
  EXPECT_FALSE(made.origin_required);
}

TEST(config_file, beyond_loopback_needs_allow_anonymous_by_name) {
  EXPECT_THAT(complaint("listen = \"0.0.0.0:8022\"\n"), HasSubstr("allow_anonymous = true"));
  EXPECT_THAT(complaint("listen = \"[::]:8022\"\n"), HasSubstr("beyond loopback"));
  EXPECT_EQ(parsed("listen = \"0.0.0.0:8022\"\nallow_anonymous = true\n").listen.address.to_string(), "0.0.0.0");
}

TEST(config_file, may_listen_on_the_loopback_of_ipv6) {
  EXPECT_TRUE(parsed("listen = \"[::1]:1234\"").listen.address.is_loopback());
  EXPECT_EQ(parsed("listen = \"localhost:1234\"").listen.port, 1234);
}

TEST(config_file, keeps_the_listener_of_operators_on_this_machine_unless_it_is_told_by_name) {
  EXPECT_EQ(parsed("").operators.listen.where, listen_place::kind::nowhere);
  EXPECT_EQ(parsed("[operator]\nlisten = \"127.0.0.1\"\n").operators.listen.text(), "127.0.0.1:9022");
  EXPECT_EQ(parsed("[operator]\nlisten = \"unix:/run/o.sock\"\n").operators.listen.path, "/run/o.sock");
  EXPECT_THAT(complaint("[operator]\nlisten = \"0.0.0.0:9022\"\n"), HasSubstr("allow_remote = true"));
  EXPECT_EQ(parsed("[operator]\nlisten = \"0.0.0.0:9022\"\nallow_remote = true\n").operators.listen.port, 9022);
  EXPECT_THAT(complaint("[operator]\nlisten = \"nonsense\"\n"),
              HasSubstr("relay.toml:2: \"listen\" in [operator] must be"));
}

TEST(config_file, names_the_proxies_whose_word_is_taken) {
  EXPECT_TRUE(parsed("").proxies.trusted.none());
  const config made =
      parsed("[proxies]\ntrusted = [\"10.0.0.0/8\", \"unix\"]\nheader = \"forwarded\"\nproxy_protocol = true\n");
  EXPECT_TRUE(made.proxies.trusted.trusts(boost::asio::ip::make_address("10.9.8.7")));
  EXPECT_EQ(made.proxies.header, forwarding_header::forwarded);
  EXPECT_TRUE(made.proxies.proxy_protocol);
  EXPECT_THAT(complaint("[proxies]\ntrusted = [\"example.com\"]\n"),
              HasSubstr("relay.toml:2: \"trusted\" in [proxies] must be"));
  EXPECT_THAT(complaint("[proxies]\nproxy_protocol = true\n"), HasSubstr("list them in trusted"));
}

TEST(config_file, needs_a_certificate_and_its_key_or_neither) {
  EXPECT_EQ(parsed("[tls]\ncertificate = \"/c.pem\"\nkey = \"/k.pem\"\n").tls.key, "/k.pem");
  EXPECT_THAT(complaint("[tls]\ncertificate = \"/c.pem\"\n"), HasSubstr("needed both"));
  EXPECT_THAT(complaint("[tls]\nkey = \"/k.pem\"\n"), HasSubstr("needed both"));
}

TEST(config_file, cannot_be_a_demo_beyond_loopback) {
  EXPECT_THAT(complaint("listen = \"0.0.0.0:8022\"\nallow_anonymous = true\ndemo = true\n"),
              HasSubstr("relay.toml:3: \"demo\" is for a relay that listens on loopback only"));
}

TEST(config_file, with_an_unknown_key_is_refused_with_its_line_and_the_nearest_key) {
  EXPECT_EQ(complaint("listen = \"127.0.0.1:1\"\n\nweb_rot = \"x\"\n"),
            "relay.toml:3: unknown key \"web_rot\"; the nearest one is \"web_root\"");
  EXPECT_EQ(complaint("[[nodes]]\nname = \"a\"\naddress = \"b\"\nlable = \"c\"\n"),
            "relay.toml:4: unknown key \"lable\" in [[nodes]]; the nearest one is \"label\"");
  EXPECT_THAT(complaint("[limit]\nlinks = 1\n"), HasSubstr("relay.toml:1: unknown key \"limit\"; the nearest one is"));
}

TEST(config_file, tells_every_problem_at_once) {
  const std::string text = complaint("threads = \"many\"\ndemo = 1\nhosts = \"one\"\n");
  EXPECT_THAT(text, HasSubstr("relay.toml:1: \"threads\" must be a number from 0 to 256"));
  EXPECT_THAT(text, HasSubstr("relay.toml:2: \"demo\" must be true or false"));
  EXPECT_THAT(text, HasSubstr("relay.toml:3: \"hosts\" must be a list of texts"));
}

TEST(config_file, that_is_not_toml_is_refused_with_its_line) {
  EXPECT_THAT(complaint("listen = \"127.0.0.1:1\"\nweb_root = \n"), testing::StartsWith("relay.toml:2: "));
}

TEST(config_file, wants_times_with_their_unit) {
  for (const char* wrong : {"10", "\"10\"", "\"10 s\"", "\"-1s\"", "\"10d\"", "\"s\"", "\"99h\""}) {
    EXPECT_THAT(complaint("[limits]\nheader_timeout = " + std::string(wrong) + "\n"),
                HasSubstr("relay.toml:2: \"header_timeout\" in [limits] must be a time with its unit"))
        << wrong;
  }
}

TEST(config_file, refuses_times_that_contradict_each_other) {
  EXPECT_THAT(complaint("[limits]\nnode_connect_timeout = \"1m\"\n"), HasSubstr("shorter than handshake_timeout"));
  EXPECT_THAT(complaint("[link]\nbeat_interval = \"30s\"\n"), HasSubstr("at least twice beat_interval"));
}

class bad_node_name : public testing::TestWithParam<std::string> {};
TEST_P(bad_node_name, is_refused) {
  const std::string file = "[[nodes]]\nname = \"" + GetParam() + "\"\naddress = \"a\"\n";
  EXPECT_THAT(complaint(file), HasSubstr("\"name\" in [[nodes]] must be 1 to 64 letters"));
}
INSTANTIATE_TEST_SUITE_P(names, bad_node_name,
                         testing::Values("", "a b", "a/b", "..", ".", "ä", "a%20", std::string(65, 'a')));

class bad_node_address : public testing::TestWithParam<std::string> {};
TEST_P(bad_node_address, is_refused) {
  const std::string file = "[[nodes]]\nname = \"a\"\naddress = \"" + GetParam() + "\"\n";
  EXPECT_THAT(complaint(file), HasSubstr("relay.toml:3: \"address\" in [[nodes]] must be a host and perhaps a port"));
}
INSTANTIATE_TEST_SUITE_P(addresses, bad_node_address,
                         testing::Values("", ":22", "host:", "host:0", "host:65536", "host:22x", "[::1", "[::1]22",
                                         "root@host", "ssh://host", "two words"));

TEST(config_file, takes_nodes_by_name_by_address_and_by_ipv6_address) {
  const config made = parsed(R"(
[[nodes]]
name = "a"
address = "db.internal"
[[nodes]]
name = "b"
address = "10.0.0.5:2222"
label = "B"
description = "the second"
user = "root"
[[nodes]]
name = "c"
address = "[fd00::5]:22"
)");
  ASSERT_EQ(made.nodes.size(), 3U);
  EXPECT_EQ(made.nodes[0].host, "db.internal");
  EXPECT_EQ(made.nodes[0].port, 22);
  EXPECT_EQ(made.nodes[1].port, 2222);
  EXPECT_EQ(made.nodes[1].user, "root");
  EXPECT_EQ(made.nodes[2].host, "fd00::5");
}

TEST(config_file, refuses_two_nodes_of_one_name) {
  EXPECT_THAT(complaint("[[nodes]]\nname=\"a\"\naddress=\"x\"\n[[nodes]]\nname=\"a\"\naddress=\"y\"\n"),
              HasSubstr("relay.toml:5: \"name\" in [[nodes]] is used twice"));
}

TEST(config_file, refuses_an_origin_with_a_path_and_a_host_with_a_scheme) {
  EXPECT_THAT(complaint("origins = [\"https://a.example/page\"]"), HasSubstr("with no path"));
  EXPECT_THAT(complaint("hosts = [\"https://a.example\"]"), HasSubstr("as browsers send them"));
}

TEST(config_file, that_does_not_exist_is_named) {
  const auto made = load_config("/does/not/exist.toml");
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().text, HasSubstr("/does/not/exist.toml: cannot be opened"));
}

TEST(config_file, is_read_from_a_path) {
  const test::temporary_directory folder;
  const auto made = load_config(folder.write("relay.toml", "listen = \"127.0.0.1:9\"\n"));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->listen.port, 9);
}

TEST(edit_distance, counts_single_character_edits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("label", ""), 5U);
  EXPECT_EQ(edit_distance("label", "lable"), 2U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace glasshell::relay
