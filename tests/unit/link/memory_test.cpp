// The relay holds thousands of these: what one costs when nothing happens, and at most.
#include "counted_memory.hpp"
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace glasshell::link::test {
namespace {

class memory_of_a_link : public testing::TestWithParam<role> {};

INSTANTIATE_TEST_SUITE_P(roles, memory_of_a_link, testing::Values(role::client, role::relay));

TEST_P(memory_of_a_link, is_its_own_size_alone_when_idle) {
  const std::size_t before = allocated_bytes();
  scripted_link link = scripted_link::opened(GetParam());
  EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "open";
  EXPECT_LE(sizeof(endpoint), 800U);

  std::uint64_t sent = 0;
  for (int keystroke = 0; keystroke < 100; ++keystroke) {
    link.hear_data("key");
    link.consume(3);
    link.write("echo");
    link.wait(50ms);
    sent += 4;
    link.hear(ack{sent, 1'000'000'000});
    EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "after a keystroke";
  }
  for (int message = 0; message < 100; ++message) {
    link.feed(data_frame(bytes(max_data_bytes, 1)));
    while (!link.end.readable().empty()) link.consume(link.end.readable().size());
    link.write(std::string(100'000, 'x'));
    sent += 100'000;
    link.hear(ack{sent, 1'000'000'000});
  }
  EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "after a flood";
  link.wait(1min);
  EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "after a minute of beats, without a socket";
}

TEST_P(memory_of_a_link, is_its_own_size_alone_without_a_socket) {
  const std::size_t before = allocated_bytes();
  scripted_link link = scripted_link::opened(GetParam());
  link.hear_data("key");
  link.consume(3);
  link.write("echo");
  link.hear(ack{4, 1'000'000'000});
  link.hear(beat{beat_kind::ask, 1});
  link.end.probe(link.now);
  link.detach();
  EXPECT_EQ(allocated_bytes(), before + session_secret_bytes);
  for (std::uint32_t socket = 1; socket <= 100; ++socket) {
    if (GetParam() == role::client) {
      link.reattach(4);
    } else {
      link.resume(socket, 4);
    }
    link.detach();
    EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "after socket " << socket;
  }
  link.wait(24h);
  EXPECT_EQ(allocated_bytes(), before + session_secret_bytes) << "after a day";
}

TEST_P(memory_of_a_link, is_its_window_without_a_socket_whatever_is_written) {
  settings settings;
  settings.send_window_bytes = 64 * 1024;
  const std::size_t before = allocated_bytes();
  scripted_link link = scripted_link::opened(GetParam(), settings, ~std::uint64_t{0});
  link.detach();
  while (link.end.write(as_bytes_view("x"), link.now) > 0) {
  }
  EXPECT_EQ(link.end.writable(), 0U);
  EXPECT_LE(allocated_bytes() - before, 64U * 1024 + 2 * replay_buffer::block_bytes);
}

TEST_P(memory_of_a_link, is_bounded_by_its_windows_whatever_the_peer_does) {
  settings settings;
  settings.receive_window_bytes = 128 * 1024;
  settings.send_window_bytes = 64 * 1024;
  const bytes one = data_frame("1");
  const std::size_t before = allocated_bytes();
  scripted_link link = scripted_link::opened(GetParam(), settings, ~std::uint64_t{0});
  while (link.end.open()) {  // octet by octet, until the window is exceeded
    link.end.write(as_bytes_view("2"), link.now);
    link.end.feed(one, link.now);
    ASSERT_LE(allocated_bytes() - before, (128U + 64) * 1024 + 4 * replay_buffer::block_bytes);
  }
  EXPECT_EQ(link.end.received_bytes(), 128U * 1024);
  link.consume(128 * 1024);
  link.take_deeds();
  EXPECT_EQ(allocated_bytes(), before) << "a failed link keeps nothing to send";
}

TEST_P(memory_of_a_link, is_all_given_back) {
  const std::size_t before = allocated_bytes();
  {
    scripted_link link = scripted_link::opened(GetParam());
    link.hear_data("unread");
    link.write("unacked");
    link.end.write(as_bytes_view("unsent"), link.now);
    link.end.finish(hop::relay, reason::idle_timeout, "a text that is too long to be kept in the string itself",
                    link.now);
  }
  EXPECT_EQ(allocated_bytes(), before);
}

}  // namespace
}  // namespace glasshell::link::test
