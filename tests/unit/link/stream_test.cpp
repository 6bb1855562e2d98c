// The two streams of octets: windows, acks, large frames, memory that is not copied.
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace glasshell::link::test {
namespace {

settings small_windows(std::uint32_t receive_bytes, std::uint32_t send_bytes) {
  settings settings;
  settings.receive_window_bytes = receive_bytes;
  settings.send_window_bytes = send_bytes;
  return settings;
}

class stream : public testing::TestWithParam<role> {
 protected:
  static scripted_link opened(const settings& settings = {}, std::uint64_t peer_limit = 1'000'000'000) {
    return scripted_link::opened(GetParam(), settings, peer_limit);
  }
};

INSTANTIATE_TEST_SUITE_P(roles, stream, testing::Values(role::client, role::relay));

TEST_P(stream, sends_what_is_written) {
  scripted_link link = opened();
  EXPECT_EQ(link.write("one").messages, std::vector<bytes>{data_frame("one")});
  EXPECT_EQ(link.write("two").messages, std::vector<bytes>{data_frame("two")});
  EXPECT_EQ(link.end.sent_bytes(), 6U);
}

TEST_P(stream, sends_nothing_for_nothing) {
  scripted_link link = opened();
  EXPECT_TRUE(link.write("").nothing());
  link.end.prepare(100);
  link.end.commit(0, link.now);
  EXPECT_TRUE(link.take_deeds().nothing());
}

TEST_P(stream, joins_what_was_written_before_it_is_taken) {
  scripted_link link = opened();
  for (int i = 0; i < 10; ++i) link.end.write(as_bytes_view("abc"), link.now);
  const deeds done = link.take_deeds();
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(done.messages[0].size(), 31U);
}

TEST_P(stream, sends_a_flood_in_large_frames) {
  scripted_link link = opened();
  std::size_t left = 256 * 1024;
  while (left > 0) {
    const bytes_span room = link.end.prepare(std::min<std::size_t>(left, 1000));
    std::fill(room.begin(), room.end(), std::uint8_t{'x'});
    link.end.commit(room.size(), link.now);
    left -= room.size();
  }
  EXPECT_LE(link.take_deeds().messages.size(), 16U);
}

TEST_P(stream, hands_out_the_very_memory_that_was_read_into) {
  scripted_link link = opened();
  const bytes_span room = link.end.prepare(5);
  std::copy_n("hello", 5, room.begin());
  link.end.commit(5, link.now);
  const auto next = link.end.next_action();
  const auto& message = std::get<send_message>(*next);
  EXPECT_EQ(message.head, bytes{static_cast<std::uint8_t>(frame_type::data)});
  EXPECT_EQ(message.payload.octets.data(), room.data());
  EXPECT_EQ(as_text_view(message.payload.octets), "hello");
}

TEST_P(stream, keeps_the_memory_of_a_write_in_flight_that_is_acked_early) {
  scripted_link link = opened();
  link.end.write(stream_octets(0, 1000), link.now);
  auto next = link.end.next_action();
  const auto& in_flight = std::get<send_message>(*next);
  link.hear(ack{1000, 1'000'000'000});
  link.end.write(bytes(1000, 0xEE), link.now);
  for (std::size_t i = 0; i < 1000; ++i) ASSERT_EQ(in_flight.payload.octets[i], stream_octet(i));
}

TEST_P(stream, never_goes_beyond_the_limit_of_the_peer) {
  scripted_link link = opened({}, 5);
  EXPECT_EQ(link.end.writable(), 5U);
  EXPECT_EQ(link.write("1234567").messages, std::vector<bytes>{data_frame("12345")});
  EXPECT_EQ(link.end.writable(), 0U);
  EXPECT_TRUE(link.write("x").nothing());
  link.hear(ack{2, 8});
  EXPECT_EQ(link.end.writable(), 3U);
  EXPECT_EQ(link.write("6789").messages, std::vector<bytes>{data_frame("678")});
}

TEST_P(stream, never_keeps_more_than_its_own_window_whatever_the_peer_grants) {
  scripted_link link = opened(small_windows(100, 4), ~std::uint64_t{0});
  EXPECT_EQ(link.end.writable(), 4U);
  link.write("12345678");
  EXPECT_EQ(link.end.sent_bytes(), 4U);
  link.hear(ack{3, ~std::uint64_t{0}});
  EXPECT_EQ(link.end.writable(), 3U);
}

TEST_P(stream, prepares_no_more_than_is_writable) {
  scripted_link link = opened({}, 5);
  EXPECT_EQ(link.end.prepare(100).size(), 5U);
  EXPECT_EQ(link.end.prepare(2).size(), 2U);
  EXPECT_TRUE(link.end.prepare(0).empty());
  link.write("12345");
  EXPECT_TRUE(link.end.prepare(100).empty());
}

TEST_P(stream, gives_the_peer_s_octets_in_order) {
  scripted_link link = opened();
  EXPECT_TRUE(link.end.readable().empty());
  EXPECT_TRUE(link.hear_data("one,").nothing());
  EXPECT_TRUE(link.hear_data("two").nothing());
  EXPECT_EQ(link.readable(), "one,two");
  EXPECT_EQ(link.end.received_bytes(), 7U);
  link.consume(4);
  EXPECT_EQ(link.readable(), "two");
  EXPECT_EQ(link.end.consumed_bytes(), 4U);
  link.consume(3);
  EXPECT_EQ(link.readable(), "");
}

TEST_P(stream, keeps_octets_whose_message_is_gone) {
  scripted_link link = opened();
  {
    const bytes message = data_frame("kept");
    link.end.feed(message, link.now);
  }
  EXPECT_EQ(link.readable(), "kept");
}

TEST_P(stream, gives_a_whole_message_at_once_to_a_consumer_who_takes_all) {
  scripted_link link = opened();
  link.feed(data_frame(stream_octets(0, 32 * 1024)));
  EXPECT_EQ(link.end.readable().size(), 32U * 1024);
}

TEST_P(stream, consumes_no_more_than_there_is) {
  scripted_link link = opened();
  link.hear_data("abc");
  link.consume(1'000'000);
  EXPECT_EQ(link.end.consumed_bytes(), 3U);
}

/// What is granted over a path of 100 ms to a consumer that takes all at once, after so many round trips of a flood.
std::uint64_t granted_after(scripted_link& link, int round_trips) {
  std::uint64_t sent = 0;
  std::uint64_t limit = 256 * 1024;
  const std::string piece(32 * 1024, 'x');
  for (int i = 0; i < round_trips; ++i) {
    std::vector<bytes> said;
    std::uint64_t unacked = 0;
    while (sent + piece.size() <= limit) {
      link.hear_data(piece);
      sent += piece.size();
      unacked += piece.size();
      for (bytes& message : link.consume(piece.size()).messages) {
        if (message[0] == static_cast<std::uint8_t>(frame_type::ack)) unacked = 0;
        said.push_back(std::move(message));
      }
      EXPECT_LE(unacked, 64U * 1024) << "the peer may keep no more than its first window";
    }
    link.now += 100ms;
    for (const bytes& message : said) {
      const auto frame = decode(message);
      if (const auto* received = std::get_if<ack>(&*frame)) limit = received->receive_limit;
      if (const auto* asked = std::get_if<beat>(&*frame)) link.hear(beat{beat_kind::answer, asked->stamp});
    }
  }
  return limit - sent;
}

TEST_P(stream, grants_more_over_a_long_path_to_a_consumer_that_keeps_up_and_acks_as_often_as_before) {
  scripted_link first = opened();
  EXPECT_EQ(granted_after(first, 1), 256U * 1024);
  scripted_link later = opened();
  EXPECT_EQ(granted_after(later, 12), 2048U * 1024);
}

TEST_P(stream, never_grants_more_than_it_was_set_to_hold) {
  settings settings;
  settings.receive_window_bytes = 512 * 1024;
  scripted_link link = opened(settings);
  EXPECT_EQ(granted_after(link, 12), 512U * 1024);
}

TEST_P(stream, acks_a_quarter_of_its_window_at_once) {
  scripted_link link = opened(small_windows(400, 400));
  link.feed(data_frame(bytes(150, 1)));
  EXPECT_TRUE(link.consume(99).nothing());
  const deeds done = link.consume(1);
  ASSERT_EQ(done.messages.size(), 1U);
  const auto said = decoded_as<ack>(done.messages[0]);
  EXPECT_EQ(said.consumed_bytes, 100U);
  EXPECT_EQ(said.receive_limit, 500U);
}

TEST_P(stream, acks_anything_within_the_delay) {
  scripted_link link = opened(small_windows(400, 400));
  link.hear_data("abc");
  EXPECT_TRUE(link.wait(1s).nothing()) << "what arrived is not acknowledged before it was consumed";
  EXPECT_TRUE(link.consume(1).nothing());
  EXPECT_EQ(link.until_deadline(), 40ms);
  EXPECT_TRUE(link.wait(30ms).nothing());
  EXPECT_TRUE(link.consume(1).nothing());
  EXPECT_EQ(link.until_deadline(), 10ms) << "the delay counts from the first octet";
  const deeds done = link.wait(10ms);
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<ack>(done.messages[0]).consumed_bytes, 2U);
  EXPECT_TRUE(link.wait(1s).nothing()) << "one ack for all of it";
}

TEST_P(stream, puts_one_ack_in_place_of_many_that_were_not_taken) {
  scripted_link link = opened(small_windows(400, 400));
  link.feed(data_frame(bytes(300, 1)));
  for (int i = 0; i < 3; ++i) link.end.consume(100, link.now);
  const deeds done = link.take_deeds();
  ASSERT_EQ(done.messages.size(), 1U);
  EXPECT_EQ(decoded_as<ack>(done.messages[0]).consumed_bytes, 300U);
}

TEST_P(stream, does_not_keep_the_timer_ringing_for_an_ack_that_waits_to_be_taken) {
  scripted_link link = opened(small_windows(400, 400));
  link.hear_data("abc");
  link.end.consume(3, link.now);
  link.now += 40ms;
  link.end.tick(link.now);
  EXPECT_GT(link.until_deadline(), 1s);
  EXPECT_EQ(link.take_deeds().messages.size(), 1U);
}

TEST_P(stream, takes_data_up_to_the_limit_it_granted) {
  scripted_link link = opened(small_windows(4, 4));
  EXPECT_TRUE(link.hear_data("1234").nothing());
  link.consume(4);
  EXPECT_TRUE(link.hear_data("5678").nothing());
  EXPECT_EQ(link.readable(), "5678");
}

TEST_P(stream, grants_only_by_acks_that_were_handed_out) {
  scripted_link link = opened(small_windows(400, 400));
  link.feed(data_frame(bytes(400, 1)));
  link.end.consume(10, link.now);  // the ack for it is not due
  const auto done = link.hear_data("x");
  ASSERT_NE(done.only<failed>(), nullptr);
  EXPECT_EQ(done.only<failed>()->why, errc::window_exceeded);
}

TEST_P(stream, ignores_an_ack_that_repeats_itself) {
  scripted_link link = opened({}, 100);
  link.write("abc");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(link.hear(ack{2, 100}).nothing());
  EXPECT_EQ(link.end.writable(), 97U);
}

TEST_P(stream, sends_an_ack_before_data) {
  scripted_link link = opened(small_windows(4, 400));
  link.hear_data("1234");
  link.end.consume(4, link.now);
  const deeds done = link.write("data");
  ASSERT_EQ(done.messages.size(), 2U);
  EXPECT_EQ(done.messages[0][0], static_cast<std::uint8_t>(frame_type::ack));
  EXPECT_EQ(done.messages[1], data_frame("data"));
}

}  // namespace
}  // namespace glasshell::link::test
