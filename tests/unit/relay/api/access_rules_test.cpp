#include "relay/api/access_rules.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::api {
namespace {

using store::access_rule;
using store::subject_kind;

store::user person(store::role role = store::role::user) {
  return {.name = "ana", .role = role, .groups = {"dev", "Ops"}};
}

bool reaches(const store::user& who, const std::vector<access_rule>& rules) {
  return may_reach(who, rules, "web-1", {"web", "prod"});
}

TEST(a_user, reaches_nothing_without_a_rule) { EXPECT_FALSE(reaches(person(), {})); }

TEST(a_user, reaches_what_a_rule_names_by_label_or_name_or_all) {
  for (const char* label : {"web", "prod", "*", "name:web-1"}) {
    EXPECT_TRUE(reaches(person(), {{.kind = subject_kind::user, .subject = "ANA", .label = label}})) << label;
  }
  for (const char* label : {"db", "we", "name:web-2", "name:", "web-1", ""}) {
    EXPECT_FALSE(reaches(person(), {{.kind = subject_kind::user, .subject = "ana", .label = label}})) << label;
  }
}

TEST(a_user, reaches_what_their_groups_and_everyone_reach) {
  EXPECT_TRUE(reaches(person(), {{.kind = subject_kind::group, .subject = "ops", .label = "web"}}));
  EXPECT_FALSE(reaches(person(), {{.kind = subject_kind::group, .subject = "ana", .label = "web"}}));
  EXPECT_FALSE(reaches(person(), {{.kind = subject_kind::user, .subject = "dev", .label = "web"}}));
  EXPECT_TRUE(reaches(person(), {{.kind = subject_kind::everyone, .subject = "", .label = "web"}}));
}

TEST(operators_and_admins, reach_every_node) {
  EXPECT_TRUE(reaches(person(store::role::node_operator), {}));
  EXPECT_TRUE(reaches(person(store::role::admin), {}));
}

TEST(nobody, reaches_a_node_while_disabled_or_before_choosing_a_password) {
  store::user who = person(store::role::admin);
  who.disabled = true;
  EXPECT_FALSE(reaches(who, {}));
  who = person(store::role::admin);
  who.must_change_password = true;
  EXPECT_FALSE(reaches(who, {}));
}

}  // namespace
}  // namespace glasshell::relay::api
