// What is seen of a key exchange while it is plaintext (RFC 4253 §6 and §7.1).
#include "ssh/plaintext_observer.hpp"

#include "plaintext_packet.hpp"

#include "base/wire.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace glasshell::ssh {
namespace {

using test::plaintext_packet;

using name_lists = std::array<std::string, algorithm_lists::categories>;

const name_lists usual = {"curve25519-sha256,ext-info-s,kex-strict-s-v00@openssh.com",
                          "ssh-ed25519,rsa-sha2-512",
                          "aes128-ctr",
                          "aes256-ctr,aes128-ctr",
                          "hmac-sha2-256",
                          "hmac-sha2-512",
                          "none",
                          "none"};

bytes kexinit(const name_lists& lists) {
  bytes payload;
  wire_writer to(payload);
  to.u8(20).raw(bytes(16, 0xcc));
  for (const std::string& names : lists) to.string32(names);
  to.string32("").string32("").u8(0).u32(0);
  return plaintext_packet(payload);
}

algorithm_lists seen(const name_lists& lists) {
  plaintext_observer observer;
  observer.feed(kexinit(lists));
  return observer.lists().value();
}

using names = std::vector<std::string>;

TEST(plaintext_observer, reads_the_lists_of_the_first_kexinit) {
  const auto lists = seen(usual);
  EXPECT_EQ(lists.names[0], (names{"curve25519-sha256", "ext-info-s", "kex-strict-s-v00@openssh.com"}));
  EXPECT_EQ(lists.names[1], (names{"ssh-ed25519", "rsa-sha2-512"}));
  EXPECT_EQ(lists.names[3], (names{"aes256-ctr", "aes128-ctr"}));
  EXPECT_EQ(lists.names[7], (names{"none"}));
}

TEST(plaintext_observer, is_the_same_octet_by_octet) {
  plaintext_observer observer;
  bytes stream = plaintext_packet(as_bytes_view("\x02ignore me"));
  const bytes lists = kexinit(usual);
  stream.insert(stream.end(), lists.begin(), lists.end());
  for (const std::uint8_t& octet : stream) {
    EXPECT_FALSE(observer.lists().has_value());
    observer.feed({&octet, 1});
  }
  ASSERT_TRUE(observer.lists().has_value());
  EXPECT_EQ(observer.lists()->names, seen(usual).names);
}

TEST(plaintext_observer, keeps_the_first_kexinit_if_another_follows) {
  plaintext_observer observer;
  observer.feed(kexinit(usual));
  observer.feed(kexinit({"other", "", "", "", "", "", "", ""}));
  EXPECT_EQ(observer.lists()->names[1], (names{"ssh-ed25519", "rsa-sha2-512"}));
}

TEST(plaintext_observer, sees_nothing_after_newkeys) {
  plaintext_observer observer;
  observer.feed(plaintext_packet(bytes{21}));
  observer.feed(kexinit(usual));
  observer.feed(bytes(100, 0xff));
  EXPECT_FALSE(observer.lists().has_value());
  EXPECT_FALSE(observer.impossible_length());
}

TEST(plaintext_observer, sees_the_servers_last_word_of_an_exchange) {
  for (const std::uint8_t type : bytes{31, 33}) {
    plaintext_observer observer;
    EXPECT_FALSE(observer.exchange_replied());
    observer.feed(plaintext_packet(bytes{type, 0, 0}));
    EXPECT_TRUE(observer.exchange_replied());
  }
}

TEST(plaintext_observer, tells_lengths_that_no_packet_can_have) {
  for (const std::uint32_t length : {0U, 1U, 40'001U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
    plaintext_observer observer;
    bytes head;
    wire_writer(head).u32(length).u8(4);
    observer.feed(head);
    EXPECT_TRUE(observer.impossible_length()) << length;
  }
  plaintext_observer padded;
  bytes packet;
  wire_writer(packet).u32(5).u8(4).u32(0);
  padded.feed(packet);
  EXPECT_TRUE(padded.impossible_length()) << "no room for a payload beside the padding";
}

/// So that whoever hands it octets can stop at the end of each packet.
TEST(plaintext_observer, says_how_much_is_missing_of_the_packet_under_way) {
  plaintext_observer observer;
  const bytes packet = plaintext_packet(as_bytes_view("\x02ignore me"));
  EXPECT_EQ(observer.wanted_bytes(), 5U) << "both lengths";
  observer.feed(bytes_view(packet).first(2));
  EXPECT_EQ(observer.wanted_bytes(), 3U);
  observer.feed(bytes_view(packet).subspan(2, 4));
  EXPECT_EQ(observer.wanted_bytes(), packet.size() - 6);
  observer.feed(bytes_view(packet).subspan(6));
  EXPECT_EQ(observer.wanted_bytes(), 5U);
  observer.feed(plaintext_packet(bytes{21}));
  EXPECT_EQ(observer.wanted_bytes(), SIZE_MAX) << "what follows NEWKEYS is not for it";
}

TEST(plaintext_observer, takes_no_lists_from_a_kexinit_that_is_cut_or_lies) {
  const bytes whole = kexinit(usual);
  for (std::size_t size = 1; size < 16 + 4 * 8; ++size) {
    plaintext_observer observer;
    observer.feed(plaintext_packet(bytes_view(whole).subspan(5, size)));
    EXPECT_FALSE(observer.lists().has_value()) << size;
  }
  plaintext_observer lied_to;
  bytes payload(17, 20);
  wire_writer(payload).u32(0xfffffff0);
  lied_to.feed(plaintext_packet(payload));
  EXPECT_FALSE(lied_to.lists().has_value());
}

TEST(first_mismatch, is_none_if_every_category_has_a_common_name) {
  EXPECT_FALSE(first_mismatch(seen(usual), seen(usual)).has_value());
}

TEST(first_mismatch, names_the_category_and_both_lists) {
  constexpr std::array<const char*, algorithm_lists::categories> categories = {
      "key exchange",  "host key",      "cipher to server",      "cipher to client",
      "MAC to server", "MAC to client", "compression to server", "compression to client"};
  for (std::size_t i = 0; i < categories.size(); ++i) {
    name_lists server = usual;
    server[i] = "one@example,two@example";
    const auto mismatch = first_mismatch(seen(usual), seen(server));
    ASSERT_TRUE(mismatch.has_value()) << categories[i];
    EXPECT_EQ(mismatch->category, categories[i]);
    EXPECT_EQ(mismatch->theirs, (names{"one@example", "two@example"}));
    EXPECT_FALSE(mismatch->ours.empty());
  }
}

TEST(first_mismatch, does_not_take_markers_for_key_exchanges_nor_show_them) {
  name_lists server = usual;
  server[0] = "none-such,ext-info-s,kex-strict-s-v00@openssh.com";
  const auto mismatch = first_mismatch(seen(usual), seen(server));
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->ours, (names{"curve25519-sha256"}));
  EXPECT_EQ(mismatch->theirs, (names{"none-such"}));
}

TEST(first_mismatch, asks_for_no_mac_beside_a_cipher_that_authenticates_by_itself) {
  for (const char* cipher : {"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com"}) {
    name_lists ours = usual;
    name_lists theirs = usual;
    ours[2] = theirs[2] = cipher;
    theirs[4] = "none-such";
    EXPECT_FALSE(first_mismatch(seen(ours), seen(theirs)).has_value()) << cipher;
    theirs[5] = "none-such";
    EXPECT_EQ(first_mismatch(seen(ours), seen(theirs))->category, "MAC to client") << "the other way has its own";
  }
}

TEST(first_mismatch, with_a_server_that_lists_nothing_says_so) {
  const auto mismatch = first_mismatch(seen(usual), seen({}));
  ASSERT_TRUE(mismatch.has_value());
  EXPECT_EQ(mismatch->category, "key exchange");
  EXPECT_TRUE(mismatch->theirs.empty());
}

}  // namespace
}  // namespace glasshell::ssh
