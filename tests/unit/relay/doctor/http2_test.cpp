// As much of HTTP/2 as the doctor speaks.
#include "relay/doctor/http2.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::doctor {
namespace {

bytes frame(std::uint8_t type, std::uint8_t flags, std::uint8_t stream, const bytes& payload) {
  bytes made{0, 0, static_cast<std::uint8_t>(payload.size()), type, flags, 0, 0, 0, stream};
  made.insert(made.end(), payload.begin(), payload.end());
  return made;
}
const bytes empty_settings = frame(4, 0, 0, {});
const bytes settings_with_connect = frame(4, 0, 0, {0, 3, 0, 0, 0, 100, 0, 8, 0, 0, 0, 1});

TEST(http2, preface_is_that_of_rfc_9113) {
  const bytes made = http2_preface();
  EXPECT_EQ(std::string(made.begin(), made.begin() + 24), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  EXPECT_EQ(bytes(made.begin() + 24, made.end()), empty_settings);
}

TEST(http2, extended_connect_is_known_from_the_settings_in_any_pieces) {
  http2_reader reader;
  for (const std::uint8_t octet : settings_with_connect) {
    EXPECT_FALSE(reader.settings_seen());
    reader.feed({&octet, 1});
  }
  EXPECT_TRUE(reader.settings_seen());
  EXPECT_TRUE(reader.extended_connect());
  http2_reader without;
  without.feed(empty_settings);
  EXPECT_TRUE(without.settings_seen());
  EXPECT_FALSE(without.extended_connect());
}

TEST(http2, status_is_read_from_every_form_of_a_header_block) {
  EXPECT_EQ(status_of_header_block(bytes{0x88}), 200U) << "indexed";
  EXPECT_EQ(status_of_header_block(bytes{0x8d}), 404U);
  EXPECT_EQ(status_of_header_block(bytes{0x48, 3, '4', '2', '6'}), 426U) << "literal, into the table";
  EXPECT_EQ(status_of_header_block(bytes{0x08, 3, '5', '0', '2'}), 502U) << "literal";
  EXPECT_EQ(status_of_header_block(bytes{0x48, 0x82, 0x64, 0x02}), 302U) << "in Huffman's code, RFC 7541 C.6.1";
  EXPECT_EQ(status_of_header_block(bytes{0x3f, 0x88}), 0U + 200U) << "behind a change of the table's size";
  EXPECT_EQ(status_of_header_block(bytes{}), 0U);
  EXPECT_EQ(status_of_header_block(bytes{0x48, 0x7f}), 0U);
}

TEST(http2, an_answer_on_our_stream_counts_and_a_reset_is_one) {
  http2_reader reader;
  reader.feed(settings_with_connect);
  reader.feed(frame(1, 4, 3, {0x88}));
  EXPECT_FALSE(reader.status().has_value()) << "another stream's";
  reader.feed(frame(1, 4, 1, {0x88}));
  EXPECT_EQ(reader.status(), 200U);
  http2_reader reset;
  reset.feed(settings_with_connect);
  reset.feed(frame(3, 0, 1, {0, 0, 0, 1}));
  EXPECT_EQ(reset.status(), 0U);
}

TEST(http2, what_begins_otherwise_is_none) {
  http2_reader reader;
  const std::string text = "HTTP/1.1 400 Bad Request\r\n\r\n";
  reader.feed(as_bytes_view(text));
  EXPECT_TRUE(reader.over());
}

TEST(http2, connect_names_what_a_browser_names) {
  const bytes made = http2_connect(*parse_target("https://ssh.example.org/tools/"), "ws/test", "glasshell.test.v1");
  const std::string text(made.begin(), made.end());
  for (const char* word : {":protocol", "websocket", "/tools/ws/test", "ssh.example.org", "https://ssh.example.org"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace glasshell::relay::doctor
