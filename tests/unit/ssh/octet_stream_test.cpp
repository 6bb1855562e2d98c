// What libssh2 is given to read in place of a socket, and how much at a time.
#include "ssh/octet_stream.hpp"

#include "plaintext_packet.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace glasshell::ssh {
namespace {

using test::plaintext_packet;

std::string text_of(const bytes& octets) { return std::string(as_text_view(octets)); }

class octet_stream_test : public testing::Test {
 protected:
  std::string read(std::size_t limit_bytes = 4096) {
    bytes to(limit_bytes);
    to.resize(stream_.read(to));
    return text_of(to);
  }
  std::optional<cause> feed(std::string text) {
    fed_ = std::move(text);
    return stream_.feed(as_bytes_view(fed_));
  }
  void identify() {
    ASSERT_EQ(feed("SSH-2.0-x\r\n"), std::nullopt);
    ASSERT_EQ(read(), "SSH-2.0-x\r\n");
  }
  std::string fed_;  // which the stream borrows
  octet_stream stream_;
};

TEST_F(octet_stream_test, gives_nothing_before_the_server_has_identified_itself) {
  EXPECT_EQ(feed("hello\r\nSSH-2.0"), std::nullopt);
  stream_.keep_rest();
  EXPECT_EQ(stream_.unread_bytes(), 0U);
  EXPECT_EQ(read(), "");
  EXPECT_EQ(feed("-x\n"), std::nullopt);
  EXPECT_EQ(read(), "SSH-2.0-x\r\n") << "without the lines before it";
}

TEST_F(octet_stream_test, says_what_does_not_begin_an_ssh_session) {
  EXPECT_EQ(feed("SSH-1.5-old\n"), cause::ssh_version_1);
  EXPECT_EQ(stream_.identification().first_octets(), "SSH-1.5-old\n");
}

TEST_F(octet_stream_test, gives_the_line_then_each_plaintext_packet_apart_then_all_that_there_is) {
  const std::string kexinit = text_of(plaintext_packet(bytes{20, 1, 2, 3}));
  const std::string newkeys = text_of(plaintext_packet(bytes{21}));
  const std::string sealed = "not to be told apart";
  feed("SSH-2.0-x\r\n" + kexinit + newkeys + sealed);
  EXPECT_EQ(read(), "SSH-2.0-x\r\n");
  for (const std::string& packet : {kexinit, newkeys}) {
    const std::string lengths = read();
    EXPECT_EQ(lengths, packet.substr(0, 5));
    EXPECT_EQ(lengths + read(), packet);
  }
  EXPECT_EQ(read(), sealed);
}

TEST_F(octet_stream_test, gives_what_was_kept_before_what_is_fresh_in_pieces_of_any_size) {
  identify();
  const std::string newkeys = text_of(plaintext_packet(bytes{21}));
  feed(newkeys + "abc");
  while (stream_.unread_bytes() > 3) read(2);
  EXPECT_EQ(read(1), "a");
  stream_.keep_rest();
  feed("def");
  EXPECT_EQ(stream_.unread_bytes(), 5U);
  EXPECT_EQ(read(4), "bcde");
  EXPECT_EQ(read(), "f");
  EXPECT_EQ(read(), "");
}

TEST_F(octet_stream_test, has_ended_once_all_of_it_is_read) {
  identify();
  feed("1234");
  stream_.keep_rest();
  stream_.end();
  EXPECT_FALSE(stream_.ended());
  EXPECT_EQ(read(), "1234");
  EXPECT_TRUE(stream_.ended());
}

TEST_F(octet_stream_test, observes_both_sides_after_their_identifications) {
  const bytes impossible{0, 0, 0, 1, 0};
  stream_.write(as_bytes_view("SSH-2.0-Glasshell\r\n"));
  EXPECT_FALSE(stream_.ours().impossible_length());
  stream_.write(impossible);
  EXPECT_TRUE(stream_.ours().impossible_length());
  identify();
  EXPECT_FALSE(stream_.theirs().impossible_length());
  feed(text_of(impossible));
  EXPECT_FALSE(stream_.theirs().impossible_length()) << "not before it is read";
  EXPECT_EQ(read(), text_of(impossible));
  EXPECT_TRUE(stream_.theirs().impossible_length());
}

TEST_F(octet_stream_test, counts_what_was_read_and_written) {
  stream_.write(bytes(20, 0));
  identify();
  feed("abcdefgh");
  read(3);
  EXPECT_EQ(stream_.passed_bytes(), 20U + 11U + 3U);
}

TEST_F(octet_stream_test, has_room_up_to_its_mark_and_overflows_beyond_its_limit) {
  stream_.write(bytes(octet_stream::output_high_mark_bytes - 1, 0));
  EXPECT_TRUE(stream_.has_room());
  stream_.write(bytes(1, 0));
  EXPECT_FALSE(stream_.has_room());
  stream_.write(bytes(octet_stream::output_limit_bytes - octet_stream::output_high_mark_bytes, 0));
  EXPECT_FALSE(stream_.overflowed());
  stream_.write(bytes(1, 0));
  EXPECT_TRUE(stream_.overflowed());
  stream_.output_sent(octet_stream::output_limit_bytes + 1);
  EXPECT_TRUE(stream_.has_room());
  EXPECT_TRUE(stream_.overflowed()) << "for good";
}

}  // namespace
}  // namespace glasshell::ssh
