// Reports for people and for programs.
#include "relay/doctor/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace glasshell::relay::doctor {
namespace {

using testing::HasSubstr;
using testing::Not;

report broken_report() {
  report made;
  made.url = "https://ssh.example.org/";
  made.proxy = proxy_kind::nginx;
  made.steps.push_back(
      {hop::name, step::outcome::well, {{"host", "ssh.example.org"}, {"addresses", "192.0.2.1"}}, {}, {}});
  made.steps.push_back({hop::upgrade,
                        step::outcome::failed,
                        {},
                        {{problem::upgrade_headers_dropped, {{"headers", "Upgrade"}, {"said", "\xff"}}}},
                        {}});
  return made;
}

TEST(report, has_the_exit_code_of_the_hop_that_failed) {
  EXPECT_EQ(broken_report().exit_code(), 15);
  report well = broken_report();
  well.steps.pop_back();
  EXPECT_EQ(well.exit_code(), 0);
}

TEST(render_step, says_what_was_seen_what_it_means_and_which_lines_to_write) {
  const catalogue words(language::english);
  const std::string text = render_step(broken_report().steps.back(), proxy_kind::nginx, words, colours::off);
  EXPECT_THAT(text, HasSubstr("without its Upgrade"));
  EXPECT_THAT(text, HasSubstr("lines for nginx"));
  EXPECT_THAT(text, HasSubstr("proxy_set_header Upgrade $http_upgrade;"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(render_step(broken_report().steps.back(), proxy_kind::nginx, words, colours::on), HasSubstr("\x1b["));
}

TEST(render_step, speaks_portuguese) {
  const catalogue words(language::brazilian_portuguese);
  EXPECT_THAT(render_step(broken_report().steps.back(), proxy_kind::caddy, words, colours::off),
              HasSubstr("chegou ao relay sem Upgrade"));
}

TEST(render_json, is_what_programs_read) {
  const auto made = nlohmann::json::parse(render_json(broken_report(), catalogue(language::english)));
  EXPECT_EQ(made["exit_code"], 15);
  EXPECT_EQ(made["failed_hop"], "upgrade");
  EXPECT_EQ(made["finding"], "upgrade_headers_dropped");
  EXPECT_EQ(made["proxy"], "nginx");
  EXPECT_EQ(made["hops"][0]["outcome"], "ok");
  EXPECT_TRUE(made["hops"][1]["findings"][0]["lines"].contains("nginx"));
  EXPECT_FALSE(made["hops"][1]["findings"][0]["lines"].contains("caddy")) << "the proxy is known";
}

TEST(render_verdict, is_one_line) {
  const catalogue words(language::english);
  EXPECT_EQ(render_verdict(broken_report(), words, colours::off), "Stopped at hop upgrade (exit code 15).\n");
  EXPECT_EQ(render_verdict({}, words, colours::off), "All is well.\n");
}

}  // namespace
}  // namespace glasshell::relay::doctor
