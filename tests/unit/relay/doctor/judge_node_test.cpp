// The relay's refusals and the node's failures: each has its hop.
#include "relay/doctor/judge_node.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

TEST(judge_refusal, finds_the_hop_that_the_relay_names) {
  EXPECT_EQ(judge_refusal("n", link::hop::access, link::reason::unknown_node).what, problem::node_unknown);
  EXPECT_EQ(judge_refusal("n", link::hop::relay, link::reason::too_many_links).what, problem::node_refused);
  EXPECT_EQ(judge_refusal("n", link::hop::node_name, link::reason::name_not_found).what, problem::node_name_not_found);
  EXPECT_EQ(judge_refusal("n", link::hop::node_name, link::reason::connection_timed_out).what,
            problem::node_name_timed_out);
  EXPECT_EQ(judge_refusal("n", link::hop::node_tcp, link::reason::connection_refused).what, problem::node_tcp_refused);
  EXPECT_EQ(judge_refusal("n", link::hop::node_tcp, link::reason::connection_timed_out).what,
            problem::node_tcp_timed_out);
  EXPECT_EQ(judge_refusal("n", link::hop::node_tcp, link::reason::host_unreachable).what,
            problem::node_tcp_unreachable);
  EXPECT_EQ(judge_refusal("n", link::hop::node_tcp, link::reason::closed_by_node).what, problem::node_banner_closed);
}

problem ssh_problem(ssh::stage where, ssh::cause why) {
  ssh::failure failed;
  failed.stage = where;
  failed.cause = why;
  return judge_ssh("n", failed).what;
}

TEST(judge_ssh, finds_the_hop_of_each_failure) {
  using ssh::cause;
  using ssh::stage;
  EXPECT_EQ(ssh_problem(stage::banner, cause::not_ssh), problem::node_banner_not_ssh);
  EXPECT_EQ(ssh_problem(stage::banner, cause::closed_by_peer), problem::node_banner_closed);
  EXPECT_EQ(ssh_problem(stage::banner, cause::timed_out), problem::node_banner_timed_out);
  EXPECT_EQ(ssh_problem(stage::banner, cause::ssh_version_1), problem::node_banner_ssh_1);
  EXPECT_EQ(ssh_problem(stage::key_exchange, cause::no_common_algorithm), problem::node_kex_no_common);
  EXPECT_EQ(ssh_problem(stage::key_exchange, cause::closed_by_peer), problem::node_kex_failed);
  EXPECT_EQ(ssh_problem(stage::key_exchange, cause::bad_signature), problem::node_host_key_bad_signature);
  EXPECT_EQ(ssh_problem(stage::authentication, cause::no_method_left), problem::node_authentication_none_usable);
  EXPECT_EQ(ssh_problem(stage::authentication, cause::disconnected_by_peer), problem::node_authentication_failed);
}

TEST(judge_ssh, says_both_lists_of_a_mismatch) {
  ssh::failure failed;
  failed.stage = ssh::stage::key_exchange;
  failed.cause = ssh::cause::no_common_algorithm;
  failed.mismatch = ssh::algorithm_mismatch{"key exchange", {"curve25519-sha256"}, {"diffie-hellman-group1-sha1"}};
  const finding made = judge_ssh("n", failed);
  EXPECT_EQ(made.with.at("ours"), "curve25519-sha256");
  EXPECT_EQ(made.with.at("theirs"), "diffie-hellman-group1-sha1");
}

}  // namespace
}  // namespace glasshell::relay::doctor
