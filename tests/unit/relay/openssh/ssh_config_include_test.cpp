// Files that include others.
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

TEST(ssh_config_include, reads_what_it_names_in_the_order_of_the_names) {
  const auto config =
      parse("Include conf.d/* /etc/more \"~/x y\"\nHost *\nUser last\n", {{"~/.ssh/conf.d/2", "Host b\nPort 2\n"},
                                                                          {"~/.ssh/conf.d/1", "Host a b\nPort 1\n"},
                                                                          {"/etc/more", "Host c\nUser c\n"},
                                                                          {"~/x y", "Host d\n"}});
  EXPECT_THAT(hosts_of(config), ElementsAre("a=last@a:1", "b=last@b:1", "c=c@c:22", "d=last@d:22"));
  EXPECT_EQ(config.hosts[2].where, (place{"/etc/more", 1}));
  EXPECT_THAT(notes_of(config), IsEmpty());
}

TEST(ssh_config_include, inside_a_block_counts_only_where_the_block_does) {
  const auto config = parse("Host a\nInclude x\nUser alice\nHost c\n",
                            {{"~/.ssh/x", "Port 1\nHost b c\nPort 2\nHost a\nHostName real\n"}});
  EXPECT_THAT(hosts_of(config), ElementsAre("a=alice@real:1", "c=c:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("~/.ssh/x:2 never_applies b"));
  EXPECT_EQ(config.hosts[1].where, (place{"config", 4}));
}

TEST(ssh_config_include, does_not_change_the_block_that_it_stands_in) {
  EXPECT_THAT(
      hosts_of(parse("Host a\nInclude x\nPort 1\nInclude x\nUser alice\n", {{"~/.ssh/x", "Host b\nMatch all\n"}})),
      ElementsAre("a=alice@a:1"));
  EXPECT_THAT(hosts_of(parse("Include x\nUser alice\nHost b\n", {{"~/.ssh/x", "Host z\nUser z\n"}})),
              ElementsAre("z=z@z:22", "b=alice@b:22"));
}

TEST(ssh_config_include, of_nothing_is_noted) {
  const auto config = parse("Include\nInclude \"\" none\nInclude locked\nHost a\n", {{"~/.ssh/locked", "unreadable"}});
  EXPECT_THAT(hosts_of(config), ElementsAre("a=a:22"));
  EXPECT_THAT(notes_of(config),
              ElementsAre("config:1 missing_argument include", "config:2 empty_argument Include",
                          "config:2 include_matches_nothing none", "config:3 include_not_readable ~/.ssh/locked"));
}

TEST(ssh_config_include, of_itself_ends) {
  const auto config = parse("Include x\nHost a\n", {{"~/.ssh/x", "Host b\nUser b\nInclude x\n"}});
  EXPECT_THAT(hosts_of(config), ElementsAre("b=b@b:22", "a=a:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("~/.ssh/x:3 include_too_deep x"));
}

TEST(ssh_config_include, sixteen_deep_is_as_deep_as_ssh_goes) {
  std::map<std::string, std::string> files;
  for (int i = 1; i <= 17; ++i) {
    files["/" + std::to_string(i)] =
        "Host h" + std::to_string(i) + "\nMatch all\nInclude /" + std::to_string(i + 1) + "\n";
  }
  const auto config = parse("Include /1\n", files);
  EXPECT_EQ(config.hosts.size(), 16U);
  EXPECT_THAT(notes_of(config), ElementsAre("/16:3 include_too_deep /17"));
}

TEST(ssh_config_include, that_multiplies_ends_at_the_limits) {
  const std::map<std::string, std::string> files = {{"~/.ssh/x", "Include x x\nUser a\n"}};
  const auto few_files = parse("Include x\nHost a\n", files, {.files = 30});
  EXPECT_THAT(hosts_of(few_files), ElementsAre("a=a@a:22"));
  EXPECT_THAT(notes_of(few_files), testing::Contains("~/.ssh/x:1 too_many_files"));
  const auto few_octets = parse("Include x\nHost a\n", files, {.octets = 200});
  EXPECT_THAT(hosts_of(few_octets), IsEmpty());
  EXPECT_THAT(notes_of(few_octets), testing::Contains("~/.ssh/x:0 too_many_octets"));
  EXPECT_THAT(notes_of(parse("Include x\nHost a\n", files, {.lines = 20})),
              testing::Contains(testing::EndsWith("too_many_lines")));
}

TEST(ssh_config_include, asks_for_no_more_of_a_file_than_counts) {
  std::size_t asked = 0;
  const file_reader files{.matching = [](const std::string& pattern) { return std::vector<std::string>{pattern}; },
                          .read = [&](const std::string&, std::size_t most_octets) -> std::optional<std::string> {
                            asked = most_octets;
                            return std::string(most_octets, '#');
                          }};
  const std::string text = "Include x\nHost a\n";
  const auto config = parse_ssh_config(text, "config", files, {.octets = 100});
  EXPECT_EQ(asked, 100 - text.size() + 1);
  EXPECT_THAT(notes_of(config), ElementsAre("~/.ssh/x:0 too_many_octets"));
}

}  // namespace
}  // namespace glasshell::relay::openssh
