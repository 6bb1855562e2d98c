// Which cause each way of failing is given, by libssh2's code and by what the stream has shown.
#include "ssh/transport_failure.hpp"

#include "plaintext_packet.hpp"

#include "base/wire.hpp"

#include <libssh2.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace glasshell::ssh {
namespace {

using test::plaintext_packet;

bytes kexinit_with(std::string_view exchange) {
  bytes payload;
  wire_writer to(payload);
  to.u8(20).raw(bytes(16, 0xcc)).string32(exchange);
  for (const char* names :
       {"ssh-ed25519", "aes256-ctr", "aes256-ctr", "hmac-sha2-256", "hmac-sha2-256", "none", "none"})
    to.string32(names);
  to.string32("").string32("").u8(0).u32(0);
  return plaintext_packet(payload);
}

class failure_of_transport : public testing::Test {
 protected:
  /// What the server says, read to its end.
  void hear(bytes_view octets) {
    static_cast<void>(stream_.feed(octets));
    for (bytes to(4096); stream_.read(to) > 0;) {
    }
  }
  void hear(std::string_view text) { hear(as_bytes_view(text)); }
  void identify() { hear("SSH-2.0-x\r\n"); }
  void exchange(std::string_view ours, std::string_view theirs) {
    stream_.write(as_bytes_view("SSH-2.0-Glasshell\r\n"));
    stream_.write(kexinit_with(ours));
    identify();
    hear(kexinit_with(theirs));
  }
  [[nodiscard]] cause cause_of(int code) const { return failure_of({.code = code}, stream_).cause; }
  [[nodiscard]] cause cause_in_session(int code) const {
    return failure_of({.code = code, .handshake_done = true}, stream_).cause;
  }
  octet_stream stream_;
};

TEST_F(failure_of_transport, is_the_memory_limit_before_all_else) {
  EXPECT_EQ(
      failure_of({.code = LIBSSH2_ERROR_INVALID_MAC, .memory_exhausted = true, .disconnect_text = "2: x"}, stream_)
          .cause,
      cause::memory_limit);
  EXPECT_EQ(cause_of(LIBSSH2_ERROR_ALLOC), cause::memory_limit);
  stream_.write(bytes(octet_stream::output_limit_bytes + 1, 0));
  EXPECT_EQ(cause_in_session(0), cause::memory_limit);
}

TEST_F(failure_of_transport, gives_the_servers_words_made_printable) {
  const auto why = failure_of({.code = LIBSSH2_ERROR_SOCKET_DISCONNECT, .disconnect_text = "2: go\x1b[0m"}, stream_);
  EXPECT_EQ(why.cause, cause::disconnected_by_peer);
  EXPECT_EQ(why.peer_text, "2: go\xef\xbf\xbd[0m");
}

TEST_F(failure_of_transport, before_identification_is_silence_or_something_else_than_ssh) {
  stream_.end();
  EXPECT_EQ(cause_of(LIBSSH2_ERROR_SOCKET_RECV), cause::closed_by_peer);
  EXPECT_EQ(failure_by_silence(stream_).cause, cause::timed_out);
  hear("220 mail ready\r\n");
  EXPECT_EQ(cause_of(LIBSSH2_ERROR_SOCKET_RECV), cause::not_ssh);
  EXPECT_EQ(failure_by_silence(stream_).cause, cause::not_ssh);
  EXPECT_EQ(failure_by_silence(stream_).peer_text, "220 mail ready\n");
}

TEST_F(failure_of_transport, to_identify_shows_what_came_instead) {
  hear("SSH-1.5-old\n");
  const auto why = failure_to_identify(cause::ssh_version_1, stream_);
  EXPECT_EQ(why.cause, cause::ssh_version_1);
  EXPECT_EQ(why.peer_text, "SSH-1.5-old\n");
}

TEST_F(failure_of_transport, by_silence_after_identification_is_a_time_out_without_words) {
  identify();
  EXPECT_EQ(failure_by_silence(stream_).cause, cause::timed_out);
  EXPECT_EQ(failure_by_silence(stream_).peer_text, "");
}

TEST_F(failure_of_transport, of_integrity_is_told_by_the_code) {
  identify();
  for (const int code : {LIBSSH2_ERROR_INVALID_MAC, LIBSSH2_ERROR_DECRYPT, LIBSSH2_ERROR_OUT_OF_BOUNDARY}) {
    EXPECT_EQ(cause_of(code), cause::integrity_error);
    EXPECT_EQ(cause_in_session(code), cause::integrity_error);
  }
}

TEST_F(failure_of_transport, of_integrity_is_told_by_an_impossible_length_while_it_can_be_seen) {
  identify();
  hear(bytes{0, 0, 0, 1, 0});
  EXPECT_EQ(cause_of(LIBSSH2_ERROR_PROTO), cause::integrity_error);
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_PROTO), cause::protocol_error);
}

TEST_F(failure_of_transport, by_disconnection_is_the_servers_only_if_its_stream_has_ended) {
  identify();
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_SOCKET_DISCONNECT), cause::protocol_error);
  stream_.end();
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_SOCKET_DISCONNECT), cause::closed_by_peer);
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_SOCKET_RECV), cause::closed_by_peer);
}

TEST_F(failure_of_transport, by_our_own_misuse_is_a_bug) {
  identify();
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_BAD_USE), cause::internal_error);
}

TEST_F(failure_of_transport, without_a_common_algorithm_lists_both_sides) {
  exchange("curve25519-sha256", "diffie-hellman-group1-sha1");
  const auto why = failure_of({.code = LIBSSH2_ERROR_KEX_FAILURE}, stream_);
  EXPECT_EQ(why.cause, cause::no_common_algorithm);
  ASSERT_TRUE(why.mismatch.has_value());
  EXPECT_EQ(why.mismatch->category, "key exchange");
  EXPECT_THAT(why.mismatch->ours, testing::ElementsAre("curve25519-sha256"));
  EXPECT_THAT(why.mismatch->theirs, testing::ElementsAre("diffie-hellman-group1-sha1"));
}

TEST_F(failure_of_transport, in_an_exchange_is_the_signature_once_reply_and_host_key_were_there) {
  exchange("curve25519-sha256", "curve25519-sha256");
  const libssh2_outcome decoded{.code = LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE, .host_key_decoded = true};
  EXPECT_EQ(failure_of(decoded, stream_).cause, cause::protocol_error) << "the reply is missing";
  hear(plaintext_packet(bytes{31}));
  EXPECT_EQ(failure_of(decoded, stream_).cause, cause::bad_signature);
  EXPECT_EQ(cause_of(LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE), cause::protocol_error) << "the host key cannot be read";
  EXPECT_EQ(cause_in_session(LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE), cause::protocol_error) << "it is another exchange";
  stream_.end();
  EXPECT_EQ(failure_of(decoded, stream_).cause, cause::closed_by_peer);
}

}  // namespace
}  // namespace glasshell::ssh
