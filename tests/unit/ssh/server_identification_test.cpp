// RFC 4253 §4.2, and what answers instead of an SSH server.
#include "ssh/server_identification.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace glasshell::ssh {
namespace {

using namespace std::string_view_literals;

std::optional<cause> error_of(std::string_view said) {
  server_identification reader;
  return reader.feed(as_bytes_view(said)).error;
}

TEST(server_identification, finds_the_line_and_leaves_what_follows) {
  server_identification reader;
  const auto made = reader.feed(as_bytes_view("SSH-2.0-OpenSSH_9.2p1 Debian\r\n\0\0\1\2"sv));
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.line(), "SSH-2.0-OpenSSH_9.2p1 Debian");
  EXPECT_EQ(made.taken_bytes, 30U);
  EXPECT_FALSE(made.error.has_value());
}

TEST(server_identification, takes_a_line_that_ends_in_a_line_feed_alone) {
  server_identification reader;
  reader.feed(as_bytes_view("SSH-2.0-x\n"));
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.line(), "SSH-2.0-x");
}

TEST(server_identification, takes_a_server_that_speaks_both_versions) {
  server_identification reader;
  reader.feed(as_bytes_view("SSH-1.99-Cisco-1.25\r\n"));
  EXPECT_TRUE(reader.complete());
}

TEST(server_identification, passes_over_lines_before_it) {
  server_identification reader;
  reader.feed(as_bytes_view("Welcome\r\n\r\nto \x1b[1mthe\x1b[0m node\nSSHnot yet\nSSH-2.0-x\r\n"));
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.line(), "SSH-2.0-x");
}

TEST(server_identification, is_the_same_octet_by_octet) {
  server_identification reader;
  for (const char octet : "Welcome\r\nSSH-2.0-x y\r\n"sv) {
    ASSERT_FALSE(reader.complete());
    EXPECT_EQ(reader.feed(as_bytes_view({&octet, 1})).taken_bytes, 1U);
  }
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.line(), "SSH-2.0-x y");
  EXPECT_EQ(reader.feed(as_bytes_view("more")).taken_bytes, 0U);
}

TEST(server_identification, names_ssh_1) {
  EXPECT_EQ(error_of("SSH-1.5-1.2.27\n"), cause::ssh_version_1);
  EXPECT_EQ(error_of("hello\nSSH-1.3-x\r\n"), cause::ssh_version_1);
}

TEST(server_identification, tells_what_is_not_ssh_by_its_first_octets) {
  for (const auto said :
       {"\x16\x03\x01"sv, "\0"sv,
        "\x80"
        "x\x01"sv,
        "HTTP/1.1 400 Bad Request\r\n"sv, "SSH-3.0-future\r\n"sv, "SSH-2.1-x\r\n"sv, "SSH-2.0\r\n"sv}) {
    server_identification reader;
    EXPECT_EQ(reader.feed(as_bytes_view(said)).error, cause::not_ssh) << said;
    EXPECT_EQ(reader.first_octets(), said.substr(0, reader.first_octets().size()));
    EXPECT_FALSE(reader.first_octets().empty());
  }
}

TEST(server_identification, of_255_octets_is_the_longest) {
  const std::string longest = "SSH-2.0-" + std::string(255 - 8 - 2, 'x');
  server_identification reader;
  EXPECT_FALSE(reader.feed(as_bytes_view(longest + "\r\n")).error.has_value());
  EXPECT_EQ(reader.line(), longest);
  EXPECT_EQ(error_of(longest + "x\r\n"), cause::banner_too_long);
}

TEST(server_identification, gives_up_on_lines_without_end) {
  std::string lines;
  for (std::size_t i = 0; i < server_identification::lines_limit - 1; ++i) lines += "x\r\n";
  EXPECT_EQ(error_of(lines), std::nullopt);
  EXPECT_EQ(error_of(lines + "x\r\n"), cause::banner_too_long);
}

TEST(server_identification, gives_up_on_a_line_without_end) {
  EXPECT_EQ(error_of(std::string(server_identification::line_limit_bytes, 'x')), std::nullopt);
  EXPECT_EQ(error_of(std::string(server_identification::line_limit_bytes + 1, 'x')), cause::banner_too_long);
}

TEST(server_identification, gives_up_on_too_much_text_in_all) {
  const std::string line = std::string(8000, 'x') + "\n";
  std::string text;
  while (text.size() <= server_identification::total_limit_bytes) text += line;
  ASSERT_LT(text.size() / line.size(), server_identification::lines_limit);
  EXPECT_EQ(error_of(text), cause::banner_too_long);
}

TEST(server_identification, tells_silence_from_something_that_is_not_ssh) {
  server_identification reader;
  EXPECT_EQ(reader.cause_of_end(cause::timed_out), cause::timed_out);
  reader.feed(as_bytes_view("220 mail ESMTP\r\n"));
  EXPECT_EQ(reader.cause_of_end(cause::timed_out), cause::not_ssh);
}

}  // namespace
}  // namespace glasshell::ssh
