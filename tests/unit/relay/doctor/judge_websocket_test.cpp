// Upgrades, messages and silence: from what was seen to what it means.
#include "relay/doctor/judge_websocket.hpp"

#include "answers.hpp"
#include "relay/test_subprotocol.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

using namespace std::chrono_literals;

problem upgrade_problem(const http_answer& seen, const target& to = https_target()) {
  const auto found = judge_upgrade(to, seen, test_subprotocol);
  EXPECT_TRUE(found.has_value());
  return found ? found->what : problem::name_not_found;
}

http_answer accepted() {
  return answer(
      101, "", {{"Sec-WebSocket-Accept", std::string(websocket_accept)}, {"Sec-WebSocket-Protocol", test_subprotocol}});
}
http_answer incomplete(const std::string& lines) {
  return answer(426, "This address is a WebSocket, and the request is not a proper upgrade to one:\n" + lines,
                {{"Server", "nginx/1.22.1"}});
}

TEST(judge_upgrade, is_content_with_a_proper_answer) {
  EXPECT_FALSE(judge_upgrade(https_target(), accepted(), test_subprotocol));
}

TEST(judge_upgrade, minds_what_a_browser_minds_in_an_answer) {
  http_answer wrong = accepted();
  wrong.fields[0].second = "x";
  EXPECT_EQ(upgrade_problem(wrong), problem::upgrade_wrong_accept);
  http_answer without = accepted();
  without.fields.pop_back();
  EXPECT_EQ(upgrade_problem(without), problem::upgrade_subprotocol_lost);
  http_answer forced = accepted();
  forced.fields.emplace_back("Sec-WebSocket-Extensions", "permessage-deflate");
  EXPECT_EQ(upgrade_problem(forced), problem::upgrade_extension_forced);
}

TEST(judge_upgrade, says_which_headers_were_dropped) {
  const auto both = judge_upgrade(
      https_target(),
      incomplete("  * Upgrade is missing; it must be x\n  * Connection is there, but is not \"Upgrade\"\n"),
      test_subprotocol);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->what, problem::upgrade_headers_dropped);
  EXPECT_EQ(both->with.at("headers"), "Upgrade, Connection");
  EXPECT_EQ(
      judge_upgrade(https_target(), incomplete("  * Connection is missing\n"), test_subprotocol)->with.at("headers"),
      "Connection");
  EXPECT_EQ(upgrade_problem(incomplete("  * the request is HTTP/1.0; it must be HTTP/1.1\n  * Upgrade is missing\n")),
            problem::upgrade_http_1_0);
  EXPECT_EQ(upgrade_problem(answer(426, "Upgrade required")), problem::upgrade_refused_by_proxy);
}

TEST(judge_upgrade, tells_the_relays_refusals_from_a_proxys) {
  EXPECT_EQ(
      upgrade_problem(answer(403, "The page that made this request comes from an origin that may not use this relay.")),
      problem::upgrade_origin_refused);
  EXPECT_EQ(
      upgrade_problem(answer(403, "The request for a WebSocket has no Origin header, which every browser sends.")),
      problem::upgrade_origin_dropped);
  EXPECT_EQ(upgrade_problem(answer(403, "Forbidden by rule 942")), problem::upgrade_forbidden);
  EXPECT_EQ(upgrade_problem(answer(404, "There is nothing at this address.")), problem::upgrade_path_changed);
  EXPECT_EQ(upgrade_problem(answer(404, "404 Not Found")), problem::upgrade_not_forwarded);
  EXPECT_EQ(upgrade_problem(
                answer(421, "The Host header of this request is none of the names that this relay is configured for.")),
            problem::upgrade_host_refused);
}

TEST(judge_upgrade, tells_what_else_answers) {
  EXPECT_EQ(upgrade_problem(answer(200, "<html>", {{"Content-Type", "text/html"}})), problem::upgrade_answered_by_page);
  EXPECT_EQ(upgrade_problem(answer(200, "{}", {{"Content-Type", "application/json"}})),
            problem::upgrade_not_a_websocket);
  EXPECT_EQ(upgrade_problem(answer(400)), problem::upgrade_refused_by_proxy);
  EXPECT_EQ(upgrade_problem(answer(501)), problem::upgrade_refused_by_proxy);
  EXPECT_EQ(upgrade_problem(answer(401)), problem::upgrade_sign_in);
  EXPECT_EQ(upgrade_problem(answer(302, "", {{"Location", "/login"}})), problem::upgrade_sign_in);
  EXPECT_EQ(upgrade_problem(answer(301, "", {{"Location", "https://ssh.example.org/ws/test"}}), http_target()),
            problem::upgrade_to_https);
  EXPECT_EQ(upgrade_problem(answer(502)), problem::upgrade_bad_gateway);
  EXPECT_EQ(upgrade_problem(answer(504)), problem::upgrade_gateway_timeout);
  EXPECT_EQ(upgrade_problem(answer(429)), problem::upgrade_rate_limited);
  EXPECT_EQ(upgrade_problem(answer(500)), problem::upgrade_server_error);
  EXPECT_EQ(upgrade_problem(cut_off(ending::closed)), problem::upgrade_closed);
  EXPECT_EQ(upgrade_problem(cut_off(ending::timed_out)), problem::upgrade_timed_out);
}

TEST(judge_http2, minds_only_what_a_browser_would_use) {
  EXPECT_FALSE(judge_http2(https_target(), {}));
  EXPECT_FALSE(judge_http2(https_target(), {.offered = true, .connect_status = {}})) << "browsers take HTTP/1.1 then";
  EXPECT_EQ(judge_http2(https_target(), {.offered = true, .http1_refused = true, .connect_status = {}})->what,
            problem::upgrade_http2_only);
  EXPECT_FALSE(judge_http2(https_target(), {.offered = true, .extended_connect = true, .connect_status = 200}));
  EXPECT_EQ(judge_http2(https_target(), {.offered = true, .extended_connect = true, .connect_status = 400})->what,
            problem::upgrade_http2_broken);
}

problem echo_problem(echo_evidence seen) {
  const auto found = judge_echo(seen);
  EXPECT_TRUE(found.has_value());
  return found ? found->what : problem::name_not_found;
}

TEST(judge_echo, tells_a_limit_of_size_from_a_path_that_carries_nothing) {
  using how = echo_evidence::outcome;
  EXPECT_FALSE(judge_echo({.how = how::same}));
  EXPECT_EQ(echo_problem({.how = how::closed, .small = true}), problem::frames_closed);
  EXPECT_EQ(echo_problem({.how = how::closed, .size_bytes = 65536, .close_code = 1009}), problem::frames_too_large);
  EXPECT_EQ(echo_problem({.how = how::silent, .small = true}), problem::frames_silent);
  EXPECT_EQ(echo_problem({.how = how::silent, .small = true, .came_after_more = true}), problem::frames_withheld);
  EXPECT_EQ(echo_problem({.how = how::different}), problem::frames_changed);
  EXPECT_EQ(echo_problem({.how = how::compressed}), problem::frames_compressed);
  EXPECT_EQ(echo_problem({.how = how::closed, .close_code = 1013, .small = true}), problem::frames_busy);
}

TEST(judge_delay, allows_a_long_path_and_not_a_buffer) {
  EXPECT_FALSE(judge_delay(1ms, 200us));
  EXPECT_FALSE(judge_delay(250ms, 200ms)) << "far away";
  EXPECT_EQ(judge_delay(200ms, 1ms)->what, problem::frames_delayed);
}

TEST(judge_idle, says_after_how_long_it_was_cut) {
  using how = idle_evidence::outcome;
  EXPECT_FALSE(judge_idle({.how = how::lives, .waited = 70s}));
  const auto cut = judge_idle({.how = how::closed, .after = 60020ms, .waited = 70s});
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->what, problem::idle_cut);
  EXPECT_EQ(cut->with.at("after"), "60");
  EXPECT_EQ(judge_idle({.how = how::silent, .waited = 70s})->what, problem::idle_silent);
}

}  // namespace
}  // namespace glasshell::relay::doctor
