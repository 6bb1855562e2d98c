#include "scripted_link.hpp"

#include <gtest/gtest.h>

namespace glasshell::link::test {
namespace {

class ending : public testing::TestWithParam<role> {
 protected:
  static scripted_link opened(const settings& settings = {}, std::uint64_t peer_limit = 1'000'000'000) {
    return scripted_link::opened(GetParam(), settings, peer_limit);
  }
};

INSTANTIATE_TEST_SUITE_P(roles, ending, testing::Values(role::client, role::relay));

TEST_P(ending, says_bye_with_the_final_offset_after_all_data) {
  scripted_link link = opened();
  link.end.write(as_bytes_view("last words"), link.now);
  const deeds done = link.finish(hop::node_tcp, reason::connection_reset, "by the node");
  ASSERT_EQ(done.messages.size(), 2U);
  EXPECT_EQ(done.messages[0], data_frame("last words"));
  const auto said = decoded_as<bye>(done.messages[1]);
  EXPECT_EQ(said.final_offset, 10U);
  EXPECT_EQ(said.hop, hop::node_tcp);
  EXPECT_EQ(said.reason, reason::connection_reset);
  EXPECT_EQ(said.text, "by the node");
  EXPECT_TRUE(done.notices.empty());
}

TEST_P(ending, takes_no_more_data) {
  scripted_link link = opened();
  link.finish();
  EXPECT_EQ(link.end.writable(), 0U);
  EXPECT_TRUE(link.write("late").nothing());
  EXPECT_TRUE(link.end.prepare(10).empty());
}

TEST_P(ending, keeps_its_first_reason) {
  scripted_link link = opened();
  link.end.finish(hop::relay, reason::idle_timeout, "first", link.now);
  const deeds done = link.finish(hop::session, reason::closed_by_client, "second");
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<bye>(done.messages[0]).text, "first");
  EXPECT_TRUE(link.finish().nothing());
}

TEST_P(ending, of_the_peer_is_told_with_its_reason_while_octets_still_wait) {
  scripted_link link = opened();
  link.hear_data("last words");
  const deeds done = link.hear(bye{10, hop::session, reason::closed_by_node, "logout"});
  const auto* finished = done.only<link::finished>();
  ASSERT_NE(finished, nullptr);
  EXPECT_EQ(finished->why.reason, reason::closed_by_node);
  EXPECT_EQ(finished->why.text, "logout");
  EXPECT_EQ(link.readable(), "last words");
}

TEST_P(ending, acks_the_last_octet_at_once) {
  scripted_link link = opened();
  link.hear_data("last words");
  link.hear(bye{10, hop::session, reason::closed_by_node, ""});
  EXPECT_TRUE(link.consume(9).nothing());
  const deeds done = link.consume(1);
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<ack>(done.messages[0]).consumed_bytes, 10U);
}

TEST_P(ending, acks_at_once_what_was_consumed_before_the_bye) {
  scripted_link link = opened();
  link.hear_data("abc");
  EXPECT_TRUE(link.consume(3).nothing());
  const deeds done = link.hear(bye{3, hop::session, reason::closed_by_node, ""});
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<ack>(done.messages[0]).consumed_bytes, 3U);
}

TEST_P(ending, of_one_stream_leaves_the_other_open) {
  scripted_link link = opened();
  link.hear(bye{0, hop::session, reason::closed_by_node, ""});
  EXPECT_EQ(link.write("still here").messages, std::vector<bytes>{data_frame("still here")});
  const deeds done = link.finish();
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<bye>(done.messages[0]).final_offset, 10U);

  scripted_link other = opened();
  other.finish();
  other.hear_data("still there");
  EXPECT_EQ(other.readable(), "still there");
}

TEST_P(ending, takes_acks_and_beats_after_both_byes) {
  scripted_link link = opened();
  link.write("abc");
  link.finish();
  link.hear(bye{0, hop::session, reason::closed_by_node, ""});
  EXPECT_TRUE(link.hear(ack{3, 1'000'000'000}).nothing());
  EXPECT_EQ(link.hear(beat{beat_kind::ask, 1}).messages.size(), 1U);
}

TEST_P(ending, takes_a_bye_only_at_the_offset_it_names) {
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{2}, std::uint64_t{4}, ~std::uint64_t{0}}) {
    scripted_link link = opened();
    link.hear_data("abc");
    const deeds done = link.hear(bye{offset, hop::session, reason::closed_by_node, ""});
    ASSERT_NE(done.only<failed>(), nullptr) << offset;
    EXPECT_EQ(done.only<failed>()->why, errc::wrong_final_offset);
  }
}

TEST(ending_of_a_client, that_was_asked_for_before_the_welcome_follows_it) {
  scripted_link client(role::client);
  client.take_deeds();
  EXPECT_TRUE(client.finish().nothing());
  const deeds done = client.hear(welcome_of_a_relay());
  EXPECT_NE(done.only<established>(), nullptr);
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<bye>(done.messages[0]).final_offset, 0U);
}

}  // namespace
}  // namespace glasshell::link::test
