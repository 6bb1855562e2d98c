// Peers that break the protocol: each in one way, each found out, and nothing goes on after it.
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

namespace glasshell::link::test {
namespace {

constexpr std::uint64_t granted = 100;

settings small_window() {
  settings settings;
  settings.receive_window_bytes = 8;
  return settings;
}

/// The link as it is when the peer misbehaves.
using scene = scripted_link (*)();
scripted_link new_client() {
  scripted_link link(role::client, small_window());
  link.take_deeds();
  return link;
}
scripted_link new_relay() { return scripted_link(role::relay, small_window()); }
scripted_link deciding_relay() {
  scripted_link link(role::relay, small_window());
  link.hear(greeting_of_a_client(granted));
  return link;
}
scripted_link open_client() { return scripted_link::opened(role::client, small_window(), granted); }
scripted_link open_relay() { return scripted_link::opened(role::relay, small_window(), granted); }
template <scene Opened>
scripted_link after_three_octets() {
  scripted_link link = Opened();
  link.write("abc");
  link.hear(ack{2, granted + 5});
  return link;
}
template <scene Opened>
scripted_link after_bye() {
  scripted_link link = Opened();
  link.hear(bye{0, hop::session, reason::closed_by_client, ""});
  return link;
}

bytes oversized() {
  bytes message = data_frame(bytes(max_data_bytes, 1));
  message.push_back(1);
  return message;
}
bytes a_hundred_megabytes() { return bytes(100'000'000, 4); }
bytes beat_cut_short() {
  bytes message = encode(beat{});
  message.pop_back();
  return message;
}
bytes welcome_with_counts() {
  welcome answer = welcome_of_a_relay();
  answer.received_bytes = 1;
  return encode(answer);
}
bytes welcome_of_another_version() {
  welcome answer = welcome_of_a_relay();
  answer.version = 2;
  return encode(answer);
}
bytes hello_of_another_version() {
  hello greeting = greeting_of_a_client();
  greeting.version = 0;
  return encode(greeting);
}
bytes any_hello() { return encode(greeting_of_a_client()); }
bytes any_welcome() { return encode(welcome_of_a_relay()); }
bytes any_refuse() { return encode(refuse{}); }
bytes any_bye() { return encode(bye{}); }
bytes any_ack() { return encode(ack{0, granted}); }
bytes any_beat() { return encode(beat{}); }
bytes any_data() { return data_frame("x"); }

struct misdeed {
  std::string name;
  scene before;
  bytes (*message)();
  errc found;
  std::uint16_t close_code = 1002;
};
void PrintTo(const misdeed& one, std::ostream* out) { *out << one.name; }

const std::vector<misdeed>& misdeeds() {
  static const std::vector<misdeed> all = {
      {"an empty message to a relay", new_relay, [] { return bytes{}; }, errc::empty_message},
      {"an empty message", open_client, [] { return bytes{}; }, errc::empty_message},
      {"an oversized frame", open_relay, oversized, errc::oversized_frame, 1009},
      {"an oversized frame before the hello", new_relay, oversized, errc::oversized_frame, 1009},
      {"a hundred megabytes", open_relay, a_hundred_megabytes, errc::oversized_frame, 1009},
      {"an unknown type", open_relay,
       [] {
         return bytes{99, 1, 2};
       },
       errc::unknown_type},
      {"an unknown type before the hello", new_relay,
       [] {
         return bytes{'G', 'E', 'T'};
       },
       errc::unknown_type},
      {"a beat cut short", open_client, beat_cut_short, errc::malformed},
      {"data without data", open_client, [] { return bytes{4}; }, errc::malformed},
      {"a hello of another version", new_relay, hello_of_another_version, errc::unsupported_version},
      {"a welcome of another version", new_client, welcome_of_another_version, errc::unsupported_version},
      {"a welcome that has counts of a session that is new", new_client, welcome_with_counts, errc::counts_impossible},

      {"data before the hello", new_relay, any_data, errc::unexpected_frame},
      {"an ack before the hello", new_relay, any_ack, errc::unexpected_frame},
      {"a beat before the hello", new_relay, any_beat, errc::unexpected_frame},
      {"a bye before the hello", new_relay, any_bye, errc::unexpected_frame},
      {"a welcome to a relay", new_relay, any_welcome, errc::unexpected_frame},
      {"a refuse to a relay", new_relay, any_refuse, errc::unexpected_frame},
      {"data before the decision", deciding_relay, any_data, errc::unexpected_frame},
      {"a second hello before the decision", deciding_relay, any_hello, errc::unexpected_frame},
      {"a second hello", open_relay, any_hello, errc::unexpected_frame},
      {"a welcome to an open relay", open_relay, any_welcome, errc::unexpected_frame},
      {"a refuse to an open relay", open_relay, any_refuse, errc::unexpected_frame},
      {"data before the welcome", new_client, any_data, errc::unexpected_frame},
      {"an ack before the welcome", new_client, any_ack, errc::unexpected_frame},
      {"a beat before the welcome", new_client, any_beat, errc::unexpected_frame},
      {"a bye before the welcome", new_client, any_bye, errc::unexpected_frame},
      {"a hello to a client", new_client, any_hello, errc::unexpected_frame},
      {"a hello to an open client", open_client, any_hello, errc::unexpected_frame},
      {"a second welcome", open_client, any_welcome, errc::unexpected_frame},
      {"a refuse after the welcome", open_client, any_refuse, errc::unexpected_frame},
      {"data after a bye, to a client", after_bye<open_client>, any_data, errc::unexpected_frame},
      {"data after a bye, to a relay", after_bye<open_relay>, any_data, errc::unexpected_frame},
      {"a second bye, to a client", after_bye<open_client>, any_bye, errc::unexpected_frame},
      {"a second bye, to a relay", after_bye<open_relay>, any_bye, errc::unexpected_frame},
      {"a second hello of another version", open_relay, hello_of_another_version, errc::unsupported_version},
      {"a hello after a bye", after_bye<open_relay>, any_hello, errc::unexpected_frame},

      {"more data than was granted", open_client, [] { return data_frame("123456789"); }, errc::window_exceeded, 1008},
      {"more data than was granted, to a relay", open_relay, [] { return data_frame("123456789"); },
       errc::window_exceeded, 1008},
      {"an ack of what was never sent", open_client,
       [] {
         return encode(ack{1, granted});
       },
       errc::ack_beyond_sent},
      {"an ack of more than was sent", after_three_octets<open_relay>,
       [] {
         return encode(ack{4, granted + 5});
       },
       errc::ack_beyond_sent},
      {"the largest ack", after_three_octets<open_relay>,
       [] {
         return encode(ack{~0ULL, ~0ULL});
       },
       errc::ack_beyond_sent},
      {"an ack before the decision", deciding_relay,
       [] {
         return encode(ack{1, granted});
       },
       errc::ack_beyond_sent},
      {"an ack lower than the last", after_three_octets<open_client>,
       [] {
         return encode(ack{1, granted + 5});
       },
       errc::ack_went_back},
      {"a limit lower than the first", open_client,
       [] {
         return encode(ack{0, granted - 1});
       },
       errc::ack_went_back},
      {"a limit lower than the hello's", open_relay,
       [] {
         return encode(ack{0, granted - 1});
       },
       errc::ack_went_back},
      {"a limit lower than the last", after_three_octets<open_relay>,
       [] {
         return encode(ack{2, granted + 4});
       },
       errc::ack_went_back},
      {"a bye that does not match the data", open_relay,
       [] {
         return encode(bye{1, hop::session, reason::closed_by_client, ""});
       },
       errc::wrong_final_offset},
      {"a bye that does not match the data, before the decision", deciding_relay,
       [] {
         return encode(bye{1, hop::session, reason::closed_by_client, ""});
       },
       errc::wrong_final_offset},
  };
  return all;
}

void expect_nothing_goes_on(scripted_link& link) {
  const std::uint64_t received = link.end.received_bytes();
  EXPECT_FALSE(link.end.open());
  EXPECT_EQ(link.end.writable(), 0U);
  EXPECT_LT(link.until_deadline(), 0s) << "no timer is left";
  for (const bytes& message :
       {any_hello(), any_welcome(), any_refuse(), any_data(), any_ack(), any_beat(), any_bye(), bytes{}}) {
    EXPECT_TRUE(link.feed(message).nothing());
  }
  EXPECT_TRUE(link.hear_text().nothing());
  EXPECT_TRUE(link.write("x").nothing());
  EXPECT_TRUE(link.end.prepare(10).empty());
  link.end.commit(0, link.now);
  EXPECT_TRUE(link.finish().nothing());
  EXPECT_TRUE(link.accept().nothing());
  EXPECT_TRUE(link.reject({}).nothing());
  EXPECT_TRUE(link.probe().nothing());
  EXPECT_TRUE(link.consume(1).nothing());
  link.end.tick(link.now + 24h);
  EXPECT_TRUE(link.take_deeds().nothing());
  EXPECT_EQ(link.end.received_bytes(), received);
}

class broken_peer : public testing::TestWithParam<misdeed> {};

TEST_P(broken_peer, is_found_out_and_nothing_goes_on_after_it) {
  scripted_link link = GetParam().before();
  const deeds done = link.feed(GetParam().message());
  const auto* failed = done.only<link::failed>();
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->why, GetParam().found) << failed->why.message();
  EXPECT_EQ(failed->close_code, GetParam().close_code);
  const bool is_told = GetParam().found == errc::unsupported_version && GetParam().before == new_relay;
  EXPECT_EQ(done.messages.size(), is_told ? 1U : 0U);
  expect_nothing_goes_on(link);
}

INSTANTIATE_TEST_SUITE_P(misdeeds, broken_peer, testing::ValuesIn(misdeeds()));

class peer_that_sends_text : public testing::TestWithParam<scene> {};

TEST_P(peer_that_sends_text, is_found_out_and_nothing_goes_on_after_it) {
  scripted_link link = GetParam()();
  const deeds done = link.hear_text();
  const auto* failed = done.only<link::failed>();
  ASSERT_NE(failed, nullptr);
  EXPECT_EQ(failed->why, errc::text_frame);
  EXPECT_EQ(failed->close_code, 1002);
  expect_nothing_goes_on(link);
}

INSTANTIATE_TEST_SUITE_P(scenes, peer_that_sends_text,
                         testing::Values(new_client, new_relay, deciding_relay, open_client, open_relay,
                                         after_bye<open_relay>));

TEST(errors_of_the_link, are_each_reached_by_some_peer) {
  std::set<errc> reached = {errc::text_frame, errc::silent_peer};  // the tests above and liveness_test.cpp
  for (const misdeed& one : misdeeds()) reached.insert(one.found);
  // wrong_final_offset and all before it are in the table.
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(errc::silent_peer));
}

TEST(a_failed_link, still_gives_what_arrived_before) {
  scripted_link link = open_client();
  link.hear_data("kept");
  link.feed(bytes{});
  EXPECT_EQ(link.readable(), "kept");
}

TEST(a_failed_link, tells_what_came_before_its_failure_first) {
  scripted_link client = new_client();
  client.end.feed(any_welcome(), client.now);
  client.end.feed(any_bye(), client.now);
  client.end.feed(any_data(), client.now);
  const deeds done = client.take_deeds();
  ASSERT_EQ(done.notices.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<established>(done.notices[0]));
  EXPECT_TRUE(std::holds_alternative<finished>(done.notices[1]));
  EXPECT_TRUE(std::holds_alternative<failed>(done.notices[2]));
}

TEST(a_failed_link, sends_nothing_that_waited_to_be_sent) {
  scripted_link link = open_relay();
  link.end.write(as_bytes_view("unsent"), link.now);
  link.end.probe(link.now);
  link.end.finish(hop::relay, reason::idle_timeout, "", link.now);
  const deeds done = link.feed(bytes{});
  EXPECT_TRUE(done.messages.empty());
  EXPECT_NE(done.only<failed>(), nullptr);
}

}  // namespace
}  // namespace glasshell::link::test
