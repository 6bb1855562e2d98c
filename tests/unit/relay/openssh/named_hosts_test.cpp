#include "relay/openssh/named_hosts.hpp"

#include "config_files.hpp"

#include "relay/node_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay::openssh {
namespace {

using testing::ElementsAre;

std::string name_or_why(std::string_view host) {
  const auto name = node_name_of(host);
  if (const auto* why = std::get_if<problem>(&name)) return "-" + std::string(openssh::name_of(*why));
  return std::get<std::string>(name);
}

TEST(node_name, of_a_host_is_its_own_name_if_that_can_be) {
  for (const std::string_view name : {"web", "Web-1.example_com", "10.0.0.1", "-a", "a-"}) {
    EXPECT_EQ(name_or_why(name), name);
    EXPECT_TRUE(is_node_name(name));
  }
}

TEST(node_name, has_a_dash_for_what_a_node_may_not_be_called) {
  EXPECT_EQ(name_or_why("web@berlin"), "web-berlin");
  EXPECT_EQ(name_or_why("m\xc3\xbcnchen"), "m-nchen");
  EXPECT_EQ(name_or_why("fe80::1%eth0"), "fe80-1-eth0");
  EXPECT_EQ(name_or_why("::1"), "1");
  EXPECT_EQ(name_or_why("@web@"), "web");
  EXPECT_TRUE(is_node_name(name_or_why("a/b")));
}

TEST(node_name, is_none_if_nothing_is_left_or_too_much) {
  EXPECT_EQ(name_or_why("\xc3\xbc"), "-no_node_name");
  EXPECT_EQ(name_or_why("."), "-no_node_name");
  EXPECT_EQ(name_or_why(".."), "-no_node_name");
  EXPECT_EQ(name_or_why(""), "-no_node_name");
  EXPECT_EQ(name_or_why("@.@.@"), "-no_node_name");
  EXPECT_EQ(name_or_why(std::string(64, 'a')), std::string(64, 'a'));
  EXPECT_EQ(name_or_why(std::string(65, 'a')), "-node_name_too_long");
}

TEST(named_hosts, have_no_two_the_same_name) {
  const auto named =
      name_hosts(test::parse("Host a@b a:b\nHostName x\nHost a-b c\nHost \xc3\xbc d/e d:e\nHostName x\n").hosts);
  std::vector<std::string> names;
  for (const named_host& one : named.hosts) names.push_back(one.node + "<" + one.entry.name);
  EXPECT_THAT(names, ElementsAre("a-b<a-b", "c<c", "d-e<d/e"));
  EXPECT_THAT(test::notes_of(named.notes),
              ElementsAre("config:1 node_name_taken a@b", "config:1 node_name_taken a:b",
                          "config:4 no_node_name \xc3\xbc", "config:4 node_name_taken d:e"));
}

TEST(named_hosts, of_several_files_do_not_double_either) {
  auto entries = test::parse("Host a\nPort 1\n").hosts;
  entries.push_back(entries.front());
  const auto named = name_hosts(entries);
  EXPECT_EQ(named.hosts.size(), 1U);
  EXPECT_THAT(test::notes_of(named.notes), ElementsAre("config:1 node_name_taken a"));
}

}  // namespace
}  // namespace glasshell::relay::openssh
