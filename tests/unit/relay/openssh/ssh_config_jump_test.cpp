// The way to a host, over others.
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

TEST(ssh_config_jump, leads_over_hosts_that_the_configuration_knows) {
  const auto config = parse(
      "Host web\nProxyJump bastion,root@10.0.0.9:23\n"
      "Host bastion\nHostName b.example.com\nPort 2222\nUser alice\nHostKeyAlias B\n");
  EXPECT_THAT(hosts_of(config),
              ElementsAre("web=web:22 via bastion=alice@b.example.com:2222/b via 10.0.0.9=root@10.0.0.9:23",
                          "bastion=alice@b.example.com:2222/b"));
  EXPECT_THAT(notes_of(config), IsEmpty());
}

TEST(ssh_config_jump, has_what_is_written_in_it_go_over_the_configuration) {
  EXPECT_THAT(hosts_of(parse("Host web\nProxyJump bob@bastion:1\nHost bastion\nUser alice\nPort 2\n")),
              ElementsAre("web=web:22 via bastion=bob@bastion:1", "bastion=alice@bastion:2"));
}

TEST(ssh_config_jump, goes_over_the_jumps_of_its_first_host_as_well) {
  EXPECT_THAT(hosts_of(parse("Host c\nProxyJump b\nHost b\nProxyJump a\nHost a\nPort 1\n")),
              ElementsAre("c=c:22 via a=a:1 via b=b:22", "b=b:22 via a=a:1", "a=a:1"));
  // But not of the others, which are reached over the one before.
  EXPECT_THAT(hosts_of(parse("Host d\nProxyJump x,c\nHost c\nProxyJump b\n")),
              ElementsAre("d=d:22 via x=x:22 via c=c:22", "c=c:22 via b=b:22"));
}

TEST(ssh_config_jump, of_none_is_none_and_still_the_first_value) {
  EXPECT_THAT(hosts_of(parse("Host a\nProxyJump none\nHost *\nProxyJump bastion\nHost b\n")),
              ElementsAre("a=a:22", "b=b:22 via bastion=bastion:22"));
}

TEST(ssh_config_jump, over_itself_is_cut_and_noted) {
  const auto config = parse("Host bastion\nUser alice\nHost web\nHost *\nProxyJump bastion\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("bastion=alice@bastion:22", "web=web:22 via bastion=alice@bastion:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("config:5 jump_loop bastion"));
  const auto circle = parse("Host a\nProxyJump b\nHost b\nProxyJump c\nHost c\nProxyJump a\n");
  EXPECT_THAT(hosts_of(circle), ElementsAre("a=a:22 via c=c:22 via b=b:22", "b=b:22 via a=a:22 via c=c:22",
                                            "c=c:22 via b=b:22 via a=a:22"));
  EXPECT_THAT(notes_of(circle), ElementsAre("config:6 jump_loop c", "config:2 jump_loop a", "config:4 jump_loop b"));
}

TEST(ssh_config_jump, over_too_many_hosts_is_left_out) {
  std::string chain = "j0";
  for (std::size_t i = 1; i < most_jumps; ++i) chain += ",j" + std::to_string(i);
  EXPECT_EQ(parse("Host a\nProxyJump " + chain + "\n").hosts.front().jumps.size(), most_jumps);
  const auto config = parse("Host a\nProxyJump one-more," + chain + "\nHost b\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("b=b:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("config:2 too_many_jumps a"));
  std::string row = "Host h0\n";
  for (int i = 1; i < 12; ++i) row += "Host h" + std::to_string(i) + "\nProxyJump h" + std::to_string(i - 1) + "\n";
  const auto long_row = parse(row);
  EXPECT_EQ(long_row.hosts.size(), 1 + most_jumps);
  EXPECT_EQ(long_row.hosts.back().jumps.front().name, "h0");
  EXPECT_EQ(long_row.notes.size(), 11 - most_jumps);
}

TEST(ssh_config_jump, excludes_a_command_that_comes_later_and_the_other_way_round) {
  EXPECT_THAT(hosts_of(parse("Host a\nProxyJump b\nProxyCommand nc %h %p\n")), ElementsAre("a=a:22 via b=b:22"));
  const auto command = parse("Host a\nProxyCommand nc %h %p\nProxyJump b\n");
  EXPECT_THAT(hosts_of(command), ElementsAre("a=a:22 by command"));
  EXPECT_EQ(command.hosts.front().proxy_command, (place{"config", 2}));
  EXPECT_THAT(notes_of(command), ElementsAre("config:2 proxy_command"));
  EXPECT_THAT(hosts_of(parse("Host a\nProxyCommand=none\nProxyJump b\nProxyCommand nc\n")), ElementsAre("a=a:22"));
  EXPECT_THAT(hosts_of(parse("Host a\nProxyJump none\nProxyCommand nc\n")), ElementsAre("a=a:22 by command"));
}

TEST(ssh_config_jump, over_a_host_that_is_reached_by_a_command_says_so) {
  EXPECT_THAT(hosts_of(parse("Host a\nProxyJump b\nHost b\nProxyCommand nc\n")),
              ElementsAre("a=a:22 via b=b:22 by command", "b=b:22 by command"));
}

TEST(ssh_config_jump, over_a_host_with_a_bad_line_is_left_out) {
  const auto config = parse("Host a\nProxyJump b\nHost b\nPort x\nHost c\n");
  EXPECT_THAT(hosts_of(config), ElementsAre("c=c:22"));
  EXPECT_THAT(notes_of(config), ElementsAre("config:4 bad_port x", "config:4 needs_bad_line"));
}

}  // namespace
}  // namespace glasshell::relay::openssh
