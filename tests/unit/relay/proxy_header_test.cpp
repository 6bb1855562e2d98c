// What a proxy says in front of a connection, and what is refused before it is believed.
#include "relay/proxy_header.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace glasshell::relay {
namespace {

using namespace std::string_literals;

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string over_ipv4 =
    signature + "\x21\x11\x00\x0c"s + "\xc0\x00\x02\x01"s + "\x0a\x00\x00\x01"s + "\x10\x00\x01\xbb"s;
const std::string over_ipv6 = signature + "\x21\x21\x00\x24"s + "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x07"s +
                              std::string(16, '\0') + "\x10\x00\x01\xbb"s;

auto decode(const std::string& octets) {
  return decode_proxy_header({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
}

std::string client_of(const std::string& octets) {
  const auto decoded = decode(octets);
  const auto* header = std::get_if<proxy_header>(&decoded);
  if (header == nullptr) return "none";
  return header->client ? header->client->to_string() : "";
}

bool refused(const std::string& octets) { return std::holds_alternative<proxy_header_refused>(decode(octets)); }

TEST(proxy_header, names_the_client_behind_a_proxy) {
  EXPECT_EQ(client_of(over_ipv4), "192.0.2.1");
  EXPECT_EQ(client_of(over_ipv6), "2001:db8::7");
  EXPECT_EQ(std::get<proxy_header>(decode(over_ipv4 + "GET / HTTP/1.1")).size_bytes, over_ipv4.size());
}

TEST(proxy_header, of_a_proxy_that_speaks_for_itself_names_nobody) {
  EXPECT_EQ(client_of(local_proxy_header()), "");
  EXPECT_EQ(client_of(signature + "\x20\x11\x00\x0c"s + std::string(12, 'x')), "");
  EXPECT_EQ(client_of(signature + "\x21\x00\x00\x00"s), "");
  EXPECT_EQ(client_of(signature + "\x21\x31\x00\x02"s + "ab"), "") << "a Unix socket";
}

TEST(proxy_header, may_carry_extensions_which_are_skipped) {
  const std::string extended =
      signature + "\x21\x11\x00\x10"s + "\xc0\x00\x02\x01"s + std::string(8, '\0') + "\x04\x00\x01x"s;
  EXPECT_EQ(client_of(extended), "192.0.2.1");
  EXPECT_EQ(std::get<proxy_header>(decode(extended)).size_bytes, extended.size());
}

TEST(proxy_header, that_comes_octet_by_octet_is_waited_for_and_no_further) {
  for (const std::string& whole : {over_ipv4, over_ipv6, local_proxy_header()}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto decoded = decode(whole.substr(0, size));
      const auto* more = std::get_if<proxy_header_incomplete>(&decoded);
      ASSERT_NE(more, nullptr) << size;
      EXPECT_GT(more->needed_bytes, size);
      EXPECT_LE(more->needed_bytes, whole.size());
    }
  }
}

TEST(proxy_header, that_is_none_is_refused_at_its_first_wrong_octet) {
  EXPECT_TRUE(refused("G"));
  EXPECT_TRUE(refused("\r\n\r\nX"));
  EXPECT_TRUE(refused("PROXY TCP4 192.0.2.1 10.0.0.1 4096 443\r\n")) << "version 1";
  EXPECT_TRUE(refused("\x16\x03\x01"s)) << "TLS";
}

TEST(proxy_header, of_another_version_command_or_family_is_refused) {
  EXPECT_TRUE(refused(signature + "\x11\x11\x00\x0c"s));
  EXPECT_TRUE(refused(signature + "\x22\x11\x00\x0c"s));
  EXPECT_TRUE(refused(signature + "\x21\x12\x00\x0c"s)) << "UDP";
  EXPECT_TRUE(refused(signature + "\x21\x41\x00\x0c"s));
}

TEST(proxy_header, that_is_too_short_or_too_long_is_refused_before_it_is_read) {
  EXPECT_TRUE(refused(signature + "\x21\x11\x00\x0b"s));
  EXPECT_TRUE(refused(signature + "\x21\x21\x00\x23"s));
  EXPECT_TRUE(refused(signature + "\x21\x11\xff\xff"s));
  EXPECT_TRUE(refused(signature + "\x20\x00\xff\xff"s));
}

}  // namespace
}  // namespace glasshell::relay
