#include "store_fixture.hpp"

#include <gmock/gmock.h>

namespace glasshell::relay::store {
namespace {

using testing::ElementsAre;

class stored_users : public with_store {
 protected:
  user_id add(std::string name, store::role role = role::user) {
    return store_->add_user(person(std::move(name), role)).value();
  }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const user& each : store_->users().value()) all.push_back(each.name);
    return all;
  }
};

TEST_F(stored_users, are_as_they_were_added_also_after_a_restart) {
  const user_id id = add("ana", role::node_operator);
  reopen();
  const user found = store_->user_named("ana").value();
  EXPECT_EQ(found.id, id);
  EXPECT_EQ(found.name, "ana");
  EXPECT_EQ(found.display_name, "A person");
  EXPECT_EQ(found.role, role::node_operator);
  EXPECT_EQ(found.password_hash, "$argon2id$");
  EXPECT_TRUE(found.must_change_password);
  EXPECT_FALSE(found.disabled);
  EXPECT_EQ(found.created_at, at(0));
  EXPECT_FALSE(found.signed_in_at.has_value());
  EXPECT_THAT(found.groups, ElementsAre());
  EXPECT_EQ(store_->user_of(id).value().name, "ana");
}

TEST_F(stored_users, have_names_that_are_the_same_whatever_their_case) {
  add("Ana");
  EXPECT_EQ(store_->add_user(person("aNA")).error(), errc::name_taken);
  EXPECT_EQ(store_->user_named("ANA").value().name, "Ana");
  EXPECT_EQ(store_->user_named("an").error(), errc::not_found);
  EXPECT_EQ(store_->user_of(user_id(99)).error(), errc::not_found);
}

TEST_F(stored_users, are_listed_by_name) {
  add("cleo");
  add("ana");
  add("Bob");
  EXPECT_THAT(names(), ElementsAre("ana", "Bob", "cleo"));
}

TEST_F(stored_users, change_in_what_is_named_and_nothing_else) {
  const user_id id = add("ana");
  ASSERT_TRUE(store_->change_user(id, {.groups = std::vector<std::string>{"ops", "dev", "ops"}}));
  ASSERT_TRUE(store_->change_user(id, {.display_name = "Ana M."}));
  ASSERT_TRUE(store_->change_user(id, {.role = role::admin}));
  const user found = store_->user_of(id).value();
  EXPECT_EQ(found.display_name, "Ana M.");
  EXPECT_EQ(found.role, role::admin);
  EXPECT_THAT(found.groups, ElementsAre("dev", "ops"));
  ASSERT_TRUE(store_->change_user(id, {.groups = std::vector<std::string>{}}));
  EXPECT_THAT(store_->user_of(id).value().groups, ElementsAre());
  EXPECT_EQ(store_->change_user(user_id(99), {}).error(), errc::not_found);
}

TEST_F(stored_users, always_have_an_admin_who_may_sign_in_once_there_is_one) {
  const user_id ana = add("ana", role::admin);
  const user_id bob = add("bob");
  EXPECT_EQ(store_->change_user(ana, {.role = role::user}).error(), errc::last_admin);
  EXPECT_EQ(store_->change_user(ana, {.disabled = true}).error(), errc::last_admin);
  EXPECT_EQ(store_->remove_user(ana).error(), errc::last_admin);
  EXPECT_EQ(store_->user_of(ana).value().role, role::admin);
  ASSERT_TRUE(store_->change_user(bob, {.role = role::admin}));
  EXPECT_TRUE(store_->remove_user(ana));
  EXPECT_THAT(names(), ElementsAre("bob"));
}

TEST_F(stored_users, may_go_before_there_is_an_admin) {
  const user_id ana = add("ana");
  EXPECT_TRUE(store_->remove_user(ana));
  EXPECT_EQ(store_->remove_user(ana).error(), errc::not_found);
}

TEST_F(stored_users, are_not_mistaken_for_who_had_their_number) {
  const user_id ana = add("ana");
  ASSERT_TRUE(store_->remove_user(ana));
  EXPECT_NE(add("bob"), ana);
}

TEST_F(stored_users, take_names_that_look_like_sql_as_they_are) {
  const std::string name = "x'); DROP TABLE users; --";
  store_->add_user(person(name)).value();
  EXPECT_EQ(store_->user_named(name).value().name, name);
  EXPECT_THAT(names(), ElementsAre(name));
}

TEST(a_user_name, is_short_and_of_letters_that_need_no_quoting) {
  for (const char* good : {"a", "ana", "Ana-M_1.x", "ana@example.org"}) EXPECT_TRUE(is_user_name(good)) << good;
  for (const char* bad : {"", "ana m", "ana/1", "ñ", "a\n"}) EXPECT_FALSE(is_user_name(bad)) << bad;
  EXPECT_TRUE(is_user_name(std::string(64, 'a')));
  EXPECT_FALSE(is_user_name(std::string(65, 'a')));
}

TEST(a_role, has_a_word_that_means_it) {
  for (const role each : {role::user, role::node_operator, role::admin}) EXPECT_EQ(role_of(name_of(each)), each);
  EXPECT_FALSE(role_of("root").has_value());
  for (const auto each : {subject_kind::everyone, subject_kind::group, subject_kind::user}) {
    EXPECT_EQ(subject_kind_of(name_of(each)), each);
  }
}

}  // namespace
}  // namespace glasshell::relay::store
