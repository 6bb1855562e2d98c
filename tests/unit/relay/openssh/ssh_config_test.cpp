// What becomes of one file. How it compares with ssh itself is in tests/integration/openssh.
#include "config_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

using test::hosts_of;
using test::notes_of;
using test::parse;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ssh_config, has_an_entry_for_each_name_behind_host) {
  const auto config = parse(
      "Host web db\n"
      "  HostName %h.example.com\n"
      "  Port 2222\n"
      "  User alice\n"
      "Host Lonely\n"
      "Host *\n"
      "  User bob\n");
  EXPECT_THAT(hosts_of(config),
              ElementsAre("web=alice@web.example.com:2222", "db=alice@db.example.com:2222", "Lonely=bob@lonely:22"));
  EXPECT_THAT(notes_of(config), IsEmpty());
  EXPECT_EQ(config.hosts[1].where, (place{"config", 1}));
  EXPECT_EQ(config.hosts[2].where, (place{"config", 5}));
}

TEST(ssh_config, takes_the_first_value_of_each_keyword) {
  EXPECT_THAT(hosts_of(parse("User early\nHost a\nUser late\nPort 1\nHost a*\nPort 2\nHostName x\nHostName y\n")),
              ElementsAre("a=early@x:1"));
}

TEST(ssh_config, has_no_entry_for_patterns_and_what_a_bang_excludes) {
  const auto config = parse("Host web* !web2 d?b\nUser alice\nHost web1 web2\nHost *\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("web1=alice@web1:22", "web2=web2:22"));
}

TEST(ssh_config, has_one_entry_for_a_name_that_is_listed_twice) {
  const auto config = parse("Host a\nPort 1\nHost b a\nUser alice\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("a=alice@a:1", "b=alice@b:22"));
  EXPECT_EQ(config.hosts[0].where.line, 1U);
}

TEST(ssh_config, tells_apart_names_that_differ_in_case) {
  EXPECT_THAT(hosts_of(parse("Host web\nPort 1\nHost WEB\nPort 2\n")), ElementsAre("web=web:1", "WEB=web:2"));
}

TEST(ssh_config, leaves_out_a_name_that_its_own_line_excludes) {
  const auto config = parse("Host a b !a\nHost a* !a\nHost b\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("b=b:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("config:1 never_applies a"));
}

TEST(ssh_config, leaves_addresses_as_they_stand_but_for_their_case) {
  EXPECT_THAT(hosts_of(parse("Host a\nHostName FE80::1%%Eth0\nHost 2001:DB8::1\nHost b\nHostName B.Example.COM\n")),
              ElementsAre("a=fe80::1%Eth0:22", "2001:DB8::1=2001:db8::1:22", "b=b.example.com:22"));
}

TEST(ssh_config, has_the_alias_under_which_keys_are_known) {
  EXPECT_THAT(hosts_of(parse("Host a\nHostKeyAlias Real-A\n")), ElementsAre("a=a:22/real-a"));
}

TEST(ssh_config, takes_match_for_hosts) {
  const auto config = parse(
      "Host web db\n"
      "HostName %h.example.com\n"
      "Match host *.EXAMPLE.com originalhost web\n"
      "Port 1\n"
      "Match !originalhost web\n"
      "Port 2\n"
      "Match all\n"
      "User alice\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("web=alice@web.example.com:1", "db=alice@db.example.com:2"));
}

TEST(ssh_config, ignores_a_match_that_only_ssh_could_judge_with_all_that_it_sets) {
  const auto config =
      parse("Host a\nPort 1\nMatch exec \"true\" host a\nUser mallory\nHostName evil\nHost a\nUser alice\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("a=alice@a:1"));
  EXPECT_THAT(notes_of(config), ElementsAre("config:3 match_not_followed exec"));
}

TEST(ssh_config, does_not_give_a_broken_block_to_the_one_before) {
  for (const std::string line : {"Host \"\"", "Host", "Host \"b", "Match", "Match nonsense a", "Host # a"}) {
    const auto config = parse("Host a\n" + line + "\nUser mallory\n");
    EXPECT_THAT(hosts_of(config), ElementsAre("a=a:22")) << line;
    EXPECT_EQ(config.notes.size(), 1U) << line;
    EXPECT_EQ(config.notes.front().where.line, 2U) << line;
  }
}

TEST(ssh_config, notes_what_it_ignores_and_goes_on) {
  const auto config = parse(
      "Hots a\n"
      "Host a\n"
      "User\n"
      "User a b\n"
      "User \"a\n"
      "User -l\n"
      "HostKeyAlias a;b\n"
      "ForwardAgent yes # known, and of no concern here\n"
      "UserKnownHostsFile /dev/null\n"
      "GlobalKnownHostsFile none\n"
      "KnownHostsCommand /bin/keys\n"
      "CanonicalizeHostname yes\n"
      "CanonicalizeHostname no\n"
      "User alice\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("a=alice@a:22"));
  EXPECT_THAT(notes_of(config),
              ElementsAre("config:1 unknown_keyword hots", "config:3 missing_argument user",
                          "config:4 extra_argument b", "config:5 open_quote", "config:6 bad_user -l",
                          "config:7 bad_host a;b", "config:9 known_hosts_not_read userknownhostsfile",
                          "config:11 known_hosts_not_read knownhostscommand", "config:12 names_not_completed"));
}

TEST(ssh_config, says_nothing_of_keywords_that_it_is_told_to_ignore) {
  EXPECT_THAT(notes_of(parse("IgnoreUnknown use*,Apple?\nUseKeychain yes\nAppleX 1\nUserX 1\nOther 1\n")),
              ElementsAre("config:5 unknown_keyword other"));
}

TEST(ssh_config, leaves_out_a_host_that_a_bad_line_is_for) {
  for (const std::string line :
       {"Port 0", "Port", "Port 22 23", "Port ssh2", "HostName a b", "HostName %n", "HostName a%", "HostName",
        "HostName \"a b\"", "ProxyJump a;b", "ProxyJump", "HostName \"a"}) {
    const auto config = parse("Host a\n" + line + "\nHost b\n" + "User alice\n");
    EXPECT_THAT(hosts_of(config), ElementsAre("b=alice@b:22")) << line;
    ASSERT_EQ(config.notes.size(), 2U) << line;
    EXPECT_EQ(config.notes[0].where.line, 2U);
    EXPECT_THAT(test::text_of(config.notes[1]), "config:2 needs_bad_line") << line;
  }
}

TEST(ssh_config, has_a_bad_line_do_no_harm_where_a_good_one_is_first) {
  const auto config = parse("Host a\nPort 1\nPort x\nHostName b\nHostName ;\nProxyJump none\nProxyJump ;\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("a=b:1"));
}

TEST(ssh_config, leaves_out_names_that_ssh_takes_for_no_host) {
  const auto config = parse("Host a,b 'c d' -x $(e) \"m\xc3\xbcnchen\" f\nHost z\xc3\xbcrich\nHostName 10.0.0.1\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("f=f:22", "z\xc3\xbcrich=10.0.0.1:22"));
  EXPECT_THAT(notes_of(config),
              ElementsAre("config:1 listed_with_comma a,b", "config:1 unusable_name c d", "config:1 unusable_name -x",
                          "config:1 unusable_name $(e)", "config:1 no_host m\xc3\xbcnchen"));
}

TEST(ssh_config, ends_at_its_limits_and_says_so) {
  const std::string text = "Host a b c\nPort 1\nHost d\n";
  const auto few_hosts = parse(text, {}, {.hosts = 2});
  EXPECT_THAT(hosts_of(few_hosts), ElementsAre("a=a:1", "b=b:1"));
  EXPECT_THAT(notes_of(few_hosts), ElementsAre("config:1 too_many_hosts c"));
  const auto few_lines = parse(text, {}, {.lines = 1});
  EXPECT_THAT(hosts_of(few_lines), ElementsAre("a=a:22", "b=b:22", "c=c:22"));
  EXPECT_THAT(notes_of(few_lines), ElementsAre("config:2 too_many_lines"));
  const auto few_octets = parse(text, {}, {.octets = text.size() - 1});
  EXPECT_THAT(hosts_of(few_octets), IsEmpty());
  EXPECT_THAT(notes_of(few_octets), ElementsAre("config:0 too_many_octets"));
  EXPECT_THAT(hosts_of(parse(text, {}, {.octets = text.size(), .lines = 3, .hosts = 4})), testing::SizeIs(4));
  const auto few_comparisons = parse("Host a b c\nHost *x*x*x*x\nPort 1\n", {}, {.comparisons = 40});
  EXPECT_THAT(hosts_of(few_comparisons), ElementsAre("a=a:22"));
  EXPECT_THAT(notes_of(few_comparisons), ElementsAre("config:1 too_many_patterns b"));
}

TEST(ssh_config, of_ten_thousand_hosts_is_read_at_once) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    text += "Host web" + number + "\n  HostName 10.0.0.1\n  Port " + std::to_string(1 + i) + "\n";
  }
  const auto config = parse(text + "Host *\n  User alice\n");
  ASSERT_EQ(config.hosts.size(), 10'000U);
  EXPECT_EQ(test::text_of(config.hosts.back()), "web9999=alice@10.0.0.1:10000");
  EXPECT_THAT(notes_of(config), IsEmpty());
}

}  // namespace
}  // namespace glasshell::relay::openssh
