// Settings from the environment and from flags, over those of the file.
#include "relay/outside_settings.hpp"
#include "relay/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace glasshell::relay {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using texts = std::vector<std::string>;

config configured(std::string_view toml, const texts& environment, const texts& flags = {}) {
  auto made = parse_config(toml, "relay.toml", environment, flags);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().text);
  return made ? *std::move(made) : config{};
}

std::string complaint(std::string_view toml, const texts& environment, const texts& flags = {}) {
  const auto made = parse_config(toml, "relay.toml", environment, flags);
  EXPECT_FALSE(made.has_value());
  return made ? "" : made.error().text;
}

TEST(settings_from_outside, go_over_the_file_and_flags_over_the_environment) {
  const std::string_view file = "threads = 1\n[limits]\nlinks = 10\n";
  EXPECT_EQ(configured(file, {}).limits.links, 10U);
  EXPECT_EQ(configured(file, {"GLASSHELL_LIMITS_LINKS=20"}).limits.links, 20U);
  EXPECT_EQ(configured(file, {"GLASSHELL_LIMITS_LINKS=20"}, {"--limits-links=30"}).limits.links, 30U);
  EXPECT_EQ(configured(file, {"GLASSHELL_LIMITS_LINKS=20"}, {"--limits-links=30"}).threads, 1U);
}

TEST(settings_from_outside, need_no_file) {
  const auto made = load_config(config_sources{
      .path = "",
      .environment = {"PATH=/bin", "GLASSHELL_NODES_0_NAME=web-1", "GLASSHELL_NODES_0_ADDRESS=10.0.0.5:2222"},
      .flags = {}});
  ASSERT_TRUE(made.has_value()) << made.error().text;
  ASSERT_EQ(made->nodes.size(), 1U);
  EXPECT_EQ(made->nodes[0].port, 2222);
}

TEST(settings_from_outside, that_are_none_and_no_file_are_no_configuration) {
  const auto made = load_config(config_sources{.path = "", .environment = {"PATH=/bin"}, .flags = {}});
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().text, HasSubstr("name a file with --config"));
}

TEST(settings_from_outside, are_of_every_kind) {
  const config made =
      configured("", {"GLASSHELL_LISTEN=127.0.0.1:81", "GLASSHELL_HOSTS=a.example.com, b.example.com",
                      "GLASSHELL_ORIGIN_REQUIRED=false", "GLASSHELL_THREADS=03", "GLASSHELL_LIMITS_IDLE_TIMEOUT=2h",
                      "GLASSHELL_LOG_FORMAT=json", "GLASSHELL_OPERATOR_LISTEN=unix:/run/o.sock"});
  EXPECT_EQ(made.listen.port, 81);
  EXPECT_THAT(made.hosts, ElementsAre("a.example.com", "b.example.com"));
  EXPECT_FALSE(made.origin_required);
  EXPECT_EQ(made.threads, 3U);
  EXPECT_EQ(made.limits.idle_timeout, 2h);
  EXPECT_EQ(made.log_format, log_format::json);
  EXPECT_EQ(made.operators.listen.path, "/run/o.sock");
}

TEST(settings_from_outside, may_have_their_value_behind_them_or_be_a_bare_flag) {
  const config made = configured("", {}, {"--threads", "2", "--demo", "--log-level=debug"});
  EXPECT_EQ(made.threads, 2U);
  EXPECT_TRUE(made.demo);
  EXPECT_EQ(made.log_level, log_level::debug);
}

TEST(settings_from_outside, add_nodes_and_change_those_of_the_file) {
  const config made = configured("[[nodes]]\nname = \"a\"\naddress = \"10.0.0.1\"\n",
                                 {"GLASSHELL_NODES_2_ADDRESS=10.0.0.3", "GLASSHELL_NODES_2_NAME=c",
                                  "GLASSHELL_NODES_1_NAME=b", "GLASSHELL_NODES_1_ADDRESS=10.0.0.2"},
                                 {"--nodes-0-user=root", "--nodes-1-label=B"});
  ASSERT_EQ(made.nodes.size(), 3U);
  EXPECT_EQ(made.nodes[0].name, "a");
  EXPECT_EQ(made.nodes[0].user, "root");
  EXPECT_EQ(made.nodes[1].name, "b");
  EXPECT_EQ(made.nodes[1].label, "B");
  EXPECT_EQ(made.nodes[2].host, "10.0.0.3");
}

TEST(settings_from_outside, that_are_wrong_are_told_with_their_own_names) {
  EXPECT_EQ(complaint("", {"GLASSHELL_LIMITS_LINKS=many"}),
            "GLASSHELL_LIMITS_LINKS: \"links\" in [limits] must be a number from 1 to 1000000");
  EXPECT_THAT(complaint("", {}, {"--demo=perhaps"}), HasSubstr("--demo: \"demo\" must be true or false"));
  EXPECT_THAT(complaint("threads = 900\n", {"GLASSHELL_LIMITS_LINKS=0"}),
              testing::AllOf(HasSubstr("relay.toml:1: \"threads\""), HasSubstr("GLASSHELL_LIMITS_LINKS: \"links\"")));
  EXPECT_THAT(complaint("", {"GLASSHELL_WEB_ROOT=\xff"}), HasSubstr("GLASSHELL_WEB_ROOT: must be a text of UTF-8"));
  EXPECT_THAT(complaint("", {"GLASSHELL_NODES_0_ADDRESS=10.0.0.1"}), HasSubstr("\"name\" in [[nodes]] must be"));
}

TEST(settings_from_outside, that_are_no_settings_are_errors_as_flags_and_noted_in_the_environment) {
  EXPECT_EQ(complaint("", {}, {"--limit-links=3"}), "--limit-links: is no setting; the nearest one is --limits-links");
  EXPECT_THAT(complaint("", {}, {"helth"}), HasSubstr("helth: is neither a command nor a flag"));
  // Kubernetes sets such for a service named "glasshell".
  EXPECT_THAT(configured("", {"GLASSHELL_PORT=tcp://10.0.0.1:80", "GLASSHELL_CONFIG=/etc/x"}).unknown_environment,
              ElementsAre("GLASSHELL_PORT"));
}

TEST(settings_from_outside, can_hold_any_text) {
  EXPECT_EQ(configured("", {"GLASSHELL_WEB_ROOT=/srv/a \"b\"\\c\n"}).web_root, "/srv/a \"b\"\\c\n");
}

/// "| [limits] `links` | …" of the documented table.
std::string flag_of_row(const std::string& row) {
  std::string name = "--";
  for (const char c : row.substr(2, row.find("` |") - 2)) {
    if (c == '_') name += '-';
    if (c == '[') continue;
    if (c == ']') continue;
    if (c == '`') continue;
    if (c == ' ') name += row.starts_with("| [[") ? "-0-" : "-";
    if (c >= 'a' && c <= 'z') name += c;
  }
  return name;
}

TEST(settings_from_outside, reach_every_setting_that_is_documented) {
  std::istringstream rows(describe_settings());
  std::size_t count = 0;
  for (std::string row; std::getline(rows, row); ++count) {
    const std::string flag = flag_of_row(row);
    const auto made = parse_config("", "relay.toml", {}, {flag + "=\x01"});
    EXPECT_TRUE(made || made.error().text.find("is no setting") == std::string::npos) << flag;
  }
  EXPECT_GE(count, 40U);
}

}  // namespace
}  // namespace glasshell::relay
