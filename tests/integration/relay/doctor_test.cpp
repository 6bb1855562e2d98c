// The doctor against a relay in this process: what it says of one that is in order, and of nodes that are not.
#include "relay/doctor/doctor.hpp"
#include "relay_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <vector>

namespace glasshell::test {
namespace {

using namespace relay::doctor;

report examine_relay(std::uint16_t port, const std::string& node = {}) {
  boost::asio::io_context context(1);
  options chosen;
  chosen.where = *parse_target("http://127.0.0.1:" + std::to_string(port) + "/");
  chosen.node = node;
  report made;
  auto walk = examine(context.get_executor(), chosen, {});
  boost::asio::co_spawn(context, std::move(walk), [&](const std::exception_ptr& bug, report all) {
    if (bug) std::rethrow_exception(bug);
    made = std::move(all);
  });
  context.run();
  return made;
}

std::vector<hop> hops_of(const report& all) {
  std::vector<hop> hops;
  for (const step& each : all.steps) hops.push_back(each.where);
  return hops;
}

problem problem_of(const report& all) {
  const step* failed = all.failure();
  if (failed == nullptr) throw std::runtime_error("all is well");
  return failed->findings.front().what;
}

TEST(doctor, walks_all_hops_in_order_and_is_content_with_a_relay_in_order) {
  relay_with_node relay(stand_in_node::echo);
  const report all = examine_relay(relay.port());
  EXPECT_EQ(all.failure(), nullptr);
  EXPECT_EQ(all.exit_code(), 0);
  EXPECT_THAT(hops_of(all), testing::ElementsAre(hop::name, hop::tcp, hop::tls, hop::http, hop::page, hop::upgrade,
                                                 hop::frames, hop::idle, hop::sign_in, hop::node_known));
  EXPECT_EQ(relay.node().connections(), 0) << "nobody asked for the node";
}

TEST(doctor, notes_that_a_relay_serves_no_page_and_goes_on) {
  relay_with_node relay(stand_in_node::echo);
  const report all = examine_relay(relay.port());
  ASSERT_EQ(all.steps[4].where, hop::page);
  ASSERT_EQ(all.steps[4].findings.size(), 1U);
  EXPECT_EQ(all.steps[4].findings.front().what, problem::page_not_served);
}

TEST(doctor, says_that_a_node_is_unknown) {
  relay_with_node relay(stand_in_node::echo);
  const report all = examine_relay(relay.port(), "another");
  EXPECT_EQ(problem_of(all), problem::node_unknown);
  EXPECT_EQ(all.exit_code(), 19);
}

TEST(doctor, says_that_a_node_is_no_ssh_server) {
  relay_with_node relay([](const socket_handle& socket) {
    send_all(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    stand_in_node::echo(socket);
  });
  const report all = examine_relay(relay.port(), "node");
  EXPECT_EQ(problem_of(all), problem::node_banner_not_ssh);
  EXPECT_EQ(all.exit_code(), 22);
  EXPECT_THAT(hops_of(all), testing::IsSupersetOf({hop::node_known, hop::node_name, hop::node_tcp}))
      << "which went well";
}

TEST(doctor, says_that_a_node_closes_at_once) {
  relay_with_node relay([](const socket_handle& /*socket*/) {});
  const report all = examine_relay(relay.port(), "node");
  EXPECT_EQ(problem_of(all), problem::node_banner_closed);
}

}  // namespace
}  // namespace glasshell::test
