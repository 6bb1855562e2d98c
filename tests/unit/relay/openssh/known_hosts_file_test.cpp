#include "relay/openssh/known_hosts_file.hpp"

#include "config_files.hpp"
#include "public_keys.hpp"

#include "relay/openssh/padded_base64.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string ed25519 = test::public_key("ed25519");
const std::string ecdsa256 = test::public_key("ecdsa256");
const std::string rsa2048 = test::public_key("rsa2048");

known_hosts parse(const std::string& text, const known_hosts_limits& limits = {}) {
  return parse_known_hosts(text, "known_hosts", limits);
}
std::vector<std::string> types_of(const std::vector<ssh::known_host_key>& keys) {
  std::vector<std::string> types;
  for (const auto& key : keys) types.push_back(key.type);
  return types;
}
std::vector<std::string> types_for(const std::string& text, std::string_view host, std::uint16_t port = 22) {
  return types_of(keys_for(parse(text).entries, host, port).host_keys);
}

TEST(known_hosts, is_a_line_a_key) {
  const auto known = parse("# mine\n\n  \t\nWeb,10.0.0.1 " + ed25519 + "  root at web \r\n\t@revoked * " + rsa2048 +
                           "\ndb " + ecdsa256);
  ASSERT_EQ(known.entries.size(), 3U);
  EXPECT_THAT(known.notes, IsEmpty());
  const known_host& web = known.entries[0];
  EXPECT_EQ(web.names, "web,10.0.0.1");
  EXPECT_EQ(web.marker, key_marker::none);
  EXPECT_EQ(web.key.type, "ssh-ed25519");
  EXPECT_EQ("ssh-ed25519 " + to_padded_base64(web.key.blob), ed25519);
  EXPECT_EQ(web.comment, "root at web");
  EXPECT_EQ(web.where, (place{"known_hosts", 4}));
  EXPECT_EQ(known.entries[1].marker, key_marker::revoked);
  EXPECT_EQ(known.entries[2].where.line, 6U);
}

TEST(known_hosts, has_several_keys_for_a_host) {
  const std::string text =
      "web " + ed25519 + "\nother " + ecdsa256 + "\n*eb,!x " + rsa2048 + "\nWEB,a " + ed25519 + "\n";
  EXPECT_THAT(types_for(text, "web"), ElementsAre("ssh-ed25519", "ssh-rsa"));
  EXPECT_THAT(types_for(text, "Web"), ElementsAre("ssh-ed25519", "ssh-rsa"));
  EXPECT_THAT(types_for(text, "none"), IsEmpty());
}

TEST(known_hosts, has_patterns_and_what_they_leave_out) {
  const std::string text = "*.example.com,!db.example.com,10.0.0.? " + ed25519 + "\n";
  EXPECT_THAT(types_for(text, "web.example.com"), ElementsAre("ssh-ed25519"));
  EXPECT_THAT(types_for(text, "10.0.0.7"), ElementsAre("ssh-ed25519"));
  EXPECT_THAT(types_for(text, "db.example.com"), IsEmpty());
  EXPECT_THAT(types_for(text, "10.0.0.77"), IsEmpty());
}

TEST(known_hosts, has_a_port_that_is_not_22_in_the_name) {
  const std::string text = "web " + ed25519 + "\n[web]:2222 " + ecdsa256 + "\n[web]:22 " + rsa2048 + "\n";
  EXPECT_THAT(types_for(text, "web"), ElementsAre("ssh-ed25519"));
  EXPECT_THAT(types_for(text, "web", 2222), ElementsAre("ecdsa-sha2-nistp256"));
  EXPECT_THAT(types_for(text, "web", 23), IsEmpty());
  EXPECT_EQ(known_name("FE80::1", 2222), "[fe80::1]:2222");
  EXPECT_EQ(known_name("Web", 22), "web");
}

TEST(known_hosts, has_keys_without_a_port_apart_from_those_with_it) {
  const std::string text = "web " + ed25519 + "\n@cert-authority *.com,web " + ecdsa256 + "\n@revoked web " + rsa2048 +
                           "\n[web]:23 " + rsa2048 + "\n";
  const auto keys = keys_for(parse(text).entries, "web", 23);
  EXPECT_THAT(keys.host_keys, IsEmpty());  // revoked
  EXPECT_THAT(types_of(keys.host_keys_without_port), ElementsAre("ssh-ed25519"));
  EXPECT_THAT(types_of(keys.certificate_authorities), ElementsAre("ecdsa-sha2-nistp256"));
  EXPECT_THAT(types_of(keys.revoked), ElementsAre("ssh-rsa"));
  EXPECT_THAT(keys_for(parse(text).entries, "web", 22).host_keys_without_port, IsEmpty());
}

TEST(known_hosts, has_authorities_and_revoked_keys_apart_from_keys) {
  const std::string text = "@cert-authority *.example.com " + ed25519 + "\n@revoked * " + rsa2048 +
                           "\n@cert-authority * " + rsa2048 + "\nweb.example.com " + ecdsa256 + "\nweb.example.com " +
                           rsa2048 + "\n";
  const auto keys = keys_for(parse(text).entries, "web.example.com", 22);
  EXPECT_THAT(types_of(keys.host_keys), ElementsAre("ecdsa-sha2-nistp256"));
  EXPECT_THAT(types_of(keys.certificate_authorities), ElementsAre("ssh-ed25519"));
  EXPECT_THAT(types_of(keys.revoked), ElementsAre("ssh-rsa"));
}

TEST(known_hosts, knows_a_hashed_name_again) {
  // The hash is by another program.
  const std::string salt = to_padded_base64(bytes(20, 7));
  const std::string hash = "O4ajxi8xfp85/ar9btn7QBxvzwg=";
  const auto known = parse("|1|" + salt + "|" + hash + " " + ed25519 + "\n");
  ASSERT_THAT(known.notes, IsEmpty());
  EXPECT_TRUE(known.entries.front().hashed.has_value());
  EXPECT_TRUE(is_for(known.entries.front(), "web.example.com"));
  EXPECT_FALSE(is_for(known.entries.front(), "web.example.org"));
}

TEST(known_hosts, takes_no_hashed_name_of_another_form) {
  const std::string salt = to_padded_base64(bytes(20, 7));
  const std::string hash = to_padded_base64(bytes(20, 8));
  EXPECT_TRUE(hashed_name::parse("|1|" + salt + "|" + hash).has_value());
  const std::vector<std::string> bad = {"",
                                        "|1|",
                                        "|1||",
                                        "|2|" + salt + "|" + hash,
                                        "|1|" + salt,
                                        "|1|" + salt + "|",
                                        "|1|" + salt + "|" + hash + "|" + hash,
                                        "|1|" + salt + "|" + hash + ",web",
                                        "|1|" + salt.substr(0, 27) + "|" + hash,
                                        "|1|" + to_padded_base64(bytes(19, 7)) + "|" + hash,
                                        "|1|" + salt + "|" + to_padded_base64(bytes(21, 7))};
  for (const std::string& text : bad) EXPECT_FALSE(hashed_name::parse(text).has_value()) << text;
}

TEST(known_hosts, notes_a_line_that_it_cannot_use) {
  const auto note_for = [](const std::string& line) {
    const auto known = parse(line + "\nweb " + ed25519 + "\n");
    EXPECT_EQ(known.entries.size(), 1U) << line;
    return known.notes.size() == 1 ? test::text_of(known.notes.front()) : "";
  };
  EXPECT_EQ(note_for("web"), "known_hosts:1 missing_key");
  EXPECT_EQ(note_for("web ssh-ed25519"), "known_hosts:1 missing_key");
  EXPECT_EQ(note_for("web # " + ed25519), "known_hosts:1 missing_key");
  EXPECT_EQ(note_for("@revoked"), "known_hosts:1 bad_marker");
  EXPECT_EQ(note_for("@revoke web " + ed25519), "known_hosts:1 bad_marker");
  EXPECT_EQ(note_for("@revoked @cert-authority web " + ed25519), "known_hosts:1 bad_marker");
  EXPECT_EQ(note_for("@revoked\tweb " + ed25519), "known_hosts:1 bad_marker");
  EXPECT_EQ(note_for("web 1024 35 1234567890"), "known_hosts:1 ssh_1_key");
  EXPECT_EQ(note_for("web ssh-rot13 AAAA"), "known_hosts:1 unknown_key_type ssh-rot13");
  EXPECT_EQ(note_for("web ssh-ed25519 AAAA!"), "known_hosts:1 not_base64 ssh-ed25519");
  EXPECT_EQ(note_for("web ssh-rsa " + ed25519.substr(12)), "known_hosts:1 other_key_type ssh-rsa");
  EXPECT_EQ(note_for("web ssh-ed25519 AAAA"), "known_hosts:1 malformed_key ssh-ed25519");
  EXPECT_EQ(note_for("|1|x " + ed25519), "known_hosts:1 bad_hashed_name |1|x");
  EXPECT_EQ(note_for("web," + std::string(1023, 'a') + " " + ed25519), "known_hosts:1 listed_pattern_too_long");
  EXPECT_EQ(note_for("web,!" + std::string(1023, 'a') + " " + ed25519), "known_hosts:1 listed_pattern_too_long");
  EXPECT_EQ(note_for("web ssh-ed25519-cert-v01@openssh.com AAAA"),
            "known_hosts:1 certificate_for_a_key ssh-ed25519-cert-v01@openssh.com");
}

TEST(known_hosts, takes_a_tab_behind_a_marker_where_ssh_does) {
  std::string tabs = "@revoked\tweb\t" + ed25519 + "\n";
  tabs.replace(tabs.rfind(' '), 1, "\t");
  EXPECT_THAT(types_of(keys_for(parse(tabs).entries, "web", 22).revoked), ElementsAre("ssh-ed25519"));
}

TEST(known_hosts, ends_at_its_limits_and_says_so) {
  const std::string text = "a " + ed25519 + "\nb " + ed25519 + "\n";
  const auto few_lines = parse(text, {.lines = 1});
  EXPECT_EQ(few_lines.entries.size(), 1U);
  EXPECT_THAT(test::notes_of(few_lines.notes), ElementsAre("known_hosts:2 too_many_lines"));
  const auto few_octets = parse(text, {.octets = text.size() - 1});
  EXPECT_THAT(few_octets.entries, IsEmpty());
  EXPECT_THAT(test::notes_of(few_octets.notes), ElementsAre("known_hosts:0 too_many_octets"));
  EXPECT_EQ(parse(text, {.octets = text.size(), .lines = 2}).entries.size(), 2U);
}

}  // namespace
}  // namespace glasshell::relay::openssh
