#include "store_fixture.hpp"

namespace glasshell::relay::store {
namespace {

class stored_rules : public with_store {};

TEST_F(stored_rules, are_as_they_were_added_until_they_go) {
  EXPECT_TRUE(store_->rules().value().empty());
  const auto id = store_->add_rule({.kind = subject_kind::group, .subject = "dev", .label = "web"}).value();
  store_->add_rule({.kind = subject_kind::everyone, .subject = "", .label = "*"}).value();
  reopen();
  const auto all = store_->rules().value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].kind, subject_kind::everyone);
  EXPECT_EQ(all[1].id, id);
  EXPECT_EQ(all[1].subject, "dev");
  EXPECT_EQ(all[1].label, "web");
  ASSERT_TRUE(store_->remove_rule(id));
  EXPECT_EQ(store_->remove_rule(id).error(), errc::not_found);
  EXPECT_EQ(store_->rules().value().size(), 1U);
}

TEST_F(stored_rules, are_there_once) {
  const access_rule rule{.kind = subject_kind::user, .subject = "ana", .label = "db"};
  store_->add_rule(rule).value();
  EXPECT_EQ(store_->add_rule(rule).error(), errc::name_taken);
}

}  // namespace
}  // namespace glasshell::relay::store
