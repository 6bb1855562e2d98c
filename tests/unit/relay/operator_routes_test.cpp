// What operators may ask, and who is taken for one.
#include "relay/operator_routes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace glasshell::relay {
namespace {

request_head request(std::string_view method, std::string_view target) {
  request_head made;
  made.method = method;
  made.target = target;
  made.host = "127.0.0.1:9022";
  return made;
}

operator_route route_of(const request_head& head, std::string_view body = {},
                        reachable_by_browsers browsers = reachable_by_browsers::yes) {
  return find_operator_route(head, body, {"metrics.internal"}, browsers);
}

unsigned status_of(const operator_route& found) {
  const auto* made = std::get_if<reply>(&found);
  return made == nullptr ? 0 : made->status;
}

TEST(operator_route_of_a_request, names_what_is_asked_for) {
  EXPECT_TRUE(std::holds_alternative<tell_metrics>(route_of(request("GET", "/metrics"))));
  EXPECT_TRUE(std::holds_alternative<tell_readiness>(route_of(request("GET", "/readyz"))));
  EXPECT_TRUE(std::holds_alternative<tell_log_level>(route_of(request("GET", "/log-level"))));
  EXPECT_EQ(status_of(route_of(request("GET", "/healthz"))), 200U);
  EXPECT_EQ(status_of(route_of(request("GET", "/ws/ssh/node"))), 404U);
  EXPECT_EQ(status_of(route_of(request("DELETE", "/metrics"))), 405U);
}

TEST(operator_route_of_a_request, may_be_a_test_of_websockets_near_or_deep) {
  EXPECT_TRUE(std::holds_alternative<run_self_test>(route_of(request("GET", "/debug/websocket-test"))));
  EXPECT_TRUE(std::holds_alternative<run_self_test>(route_of(request("GET", "/debug/websocket-test?deep=0"))));
  const auto deep = route_of(request("GET", "/debug/websocket-test?deep=1"));
  ASSERT_TRUE(std::holds_alternative<run_deep_test>(deep));
  EXPECT_EQ(std::get<run_deep_test>(deep).node, "");
  const auto further = route_of(request("GET", "/debug/websocket-test?deep=1&node=web-1"));
  ASSERT_TRUE(std::holds_alternative<run_deep_test>(further));
  EXPECT_EQ(std::get<run_deep_test>(further).node, "web-1");
  EXPECT_EQ(status_of(route_of(request("GET", "/debug/websocket-test?node=a%0d&deep=1"))), 400U);
}

TEST(operator_route_of_a_request, sets_the_level_of_the_log_by_one_word) {
  const auto found = route_of(request("PUT", "/log-level"), "debug\n");
  ASSERT_TRUE(std::holds_alternative<set_log_level>(found));
  EXPECT_EQ(std::get<set_log_level>(found).level, log_level::debug);
  EXPECT_EQ(status_of(route_of(request("PUT", "/log-level"), "loud")), 400U);
  EXPECT_EQ(status_of(route_of(request("PUT", "/log-level"), "")), 400U);
  EXPECT_EQ(status_of(route_of(request("POST", "/log-level"), "debug")), 405U);
}

TEST(operator_route_of_a_request, refuses_a_name_that_a_foreign_page_could_resolve_to_us) {
  request_head head = request("GET", "/metrics");
  head.host = "rebound.example.com:9022";
  EXPECT_EQ(status_of(route_of(head)), 421U);
  head.host.reset();
  EXPECT_EQ(status_of(route_of(head)), 421U);
  for (const char* known : {"localhost:9022", "127.0.0.1", "[::1]:9022", "10.1.2.3:9022", "metrics.internal:9022"}) {
    head.host = known;
    EXPECT_TRUE(std::holds_alternative<tell_metrics>(route_of(head))) << known;
  }
}

TEST(operator_route_of_a_request, refuses_pages_of_browsers) {
  request_head head = request("GET", "/metrics");
  head.origin = "http://localhost:3000";
  EXPECT_EQ(status_of(route_of(head)), 403U);
}

TEST(operator_route_of_a_request, asks_no_name_over_a_socket_that_no_browser_reaches) {
  request_head head = request("GET", "/metrics");
  head.host = "whatever";
  EXPECT_TRUE(std::holds_alternative<tell_metrics>(route_of(head, {}, reachable_by_browsers::no)));
}

TEST(operator_route_of_a_request, tells_health_by_any_name) {
  request_head head = request("GET", "/healthz");
  head.host = "10-1-2-3.pod.cluster.local";
  EXPECT_EQ(status_of(route_of(head)), 200U);
  head.target = "/readyz";
  EXPECT_TRUE(std::holds_alternative<tell_readiness>(route_of(head)));
}

}  // namespace
}  // namespace glasshell::relay
