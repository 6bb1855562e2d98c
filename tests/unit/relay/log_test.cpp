// One line an event, whatever a peer has put into it.
#include "relay/log.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace glasshell::relay {
namespace {

constexpr std::int64_t when = 1'700'000'000'123'456;

TEST(log_line, is_key_and_value) {
  EXPECT_EQ(format_log_line(log_format::text, log_level::info, when, "link_closed",
                            {{"link", 7}, {"reason", "closed_by_client"}, {"detail", ""}}),
            "time=2023-11-14T22:13:20.123Z level=info event=link_closed link=7 reason=closed_by_client detail=\"\"");
}

TEST(log_line, in_json_is_one_object) {
  const auto line = nlohmann::json::parse(format_log_line(log_format::json, log_level::warning, when, "accept_failed",
                                                          {{"error", "too many \"files\""}, {"count", -3}}));
  EXPECT_EQ(line["event"], "accept_failed");
  EXPECT_EQ(line["level"], "warning");
  EXPECT_EQ(line["error"], "too many \"files\"");
  EXPECT_EQ(line["count"], -3);
}

TEST(log_line, cannot_be_broken_or_forged_by_a_peer) {
  const std::string evil = "x\r\nlevel=error event=\"forged\"\x1b[31m \xff\\";
  for (const log_format format : {log_format::text, log_format::json}) {
    const std::string line = format_log_line(format, log_level::info, when, "link_attempt", {{"target", evil}});
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 0x7f) << line;
  }
  const auto parsed =
      nlohmann::json::parse(format_log_line(log_format::json, log_level::info, when, "e", {{"target", evil}}));
  EXPECT_EQ(parsed.size(), 4U);
  const std::string text = format_log_line(log_format::text, log_level::info, when, "e", {{"target", evil}});
  EXPECT_NE(text.find("event=\\\"forged\\\""), std::string::npos) << text;
}

TEST(log_line, cuts_long_texts) {
  const std::string line =
      format_log_line(log_format::text, log_level::info, when, "e", {{"target", std::string(100'000, 'a')}});
  EXPECT_LT(line.size(), 400U);
}

}  // namespace
}  // namespace glasshell::relay
