#include "store_fixture.hpp"

namespace glasshell::relay::store {
namespace {

class stored_web_sessions : public with_store {
 protected:
  stored_web_sessions()
      : ana_(store_->add_user(person("ana", role::admin)).value()), bob_(store_->add_user(person("bob")).value()) {}

  web_session_id sign_in(user_id who, std::uint8_t token, std::int64_t when = 0) {
    return store_
        ->add_web_session({.user = who,
                           .token = hash_of(token),
                           .created_at = at(when),
                           .expires_at = at(when + 100),
                           .address = "192.0.2.1",
                           .user_agent = "A browser"})
        .value();
  }
  [[nodiscard]] bool is_signed_in(std::uint8_t token, std::int64_t when = 1) const {
    return store_->web_session_of(hash_of(token), at(when)).value().has_value();
  }

  user_id ana_;
  user_id bob_;
};

TEST_F(stored_web_sessions, are_found_by_their_token_with_their_user) {
  const auto id = sign_in(ana_, 1);
  sign_in(bob_, 2);
  reopen();
  const auto found = store_->web_session_of(hash_of(1), at(1)).value();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->session.id, id);
  EXPECT_EQ(found->session.address, "192.0.2.1");
  EXPECT_EQ(found->session.user_agent, "A browser");
  EXPECT_EQ(found->session.expires_at, at(100));
  EXPECT_EQ(found->user.name, "ana");
  EXPECT_EQ(found->user.signed_in_at, at(0));
  EXPECT_FALSE(is_signed_in(3));
}

TEST_F(stored_web_sessions, end_when_their_time_is_over) {
  sign_in(ana_, 1);
  EXPECT_TRUE(is_signed_in(1, 99));
  EXPECT_FALSE(is_signed_in(1, 100));
  EXPECT_EQ(store_->remove_expired_web_sessions(at(99)).value(), 0U);
  EXPECT_EQ(store_->remove_expired_web_sessions(at(100)).value(), 1U);
}

TEST_F(stored_web_sessions, say_when_they_were_seen_last) {
  const auto id = sign_in(ana_, 1);
  ASSERT_TRUE(store_->see_web_session(id, at(50)));
  ASSERT_TRUE(store_->see_web_session(id, at(40)));
  EXPECT_EQ(store_->web_session_of(hash_of(1), at(60)).value()->session.seen_at, at(50));
}

TEST_F(stored_web_sessions, are_listed_and_ended_by_their_own_user_alone) {
  const auto first = sign_in(ana_, 1, 0);
  const auto second = sign_in(ana_, 2, 1);
  sign_in(bob_, 3);
  const auto all = store_->web_sessions_of(ana_, at(2)).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, second);
  EXPECT_EQ(store_->remove_web_session(bob_, first).error(), errc::not_found);
  EXPECT_TRUE(is_signed_in(1));
  ASSERT_TRUE(store_->remove_web_session(ana_, first));
  EXPECT_FALSE(is_signed_in(1));
  EXPECT_TRUE(is_signed_in(2));
}

TEST_F(stored_web_sessions, end_with_a_new_password_but_for_the_one_that_set_it) {
  const auto kept = sign_in(ana_, 1);
  sign_in(ana_, 2);
  sign_in(bob_, 3);
  ASSERT_TRUE(store_->set_password(ana_, "$new$", false, kept));
  EXPECT_TRUE(is_signed_in(1));
  EXPECT_FALSE(is_signed_in(2));
  EXPECT_TRUE(is_signed_in(3));
  EXPECT_EQ(store_->user_of(ana_).value().password_hash, "$new$");
  EXPECT_FALSE(store_->user_of(ana_).value().must_change_password);
  ASSERT_TRUE(store_->set_password(ana_, "$newer$", true, std::nullopt));
  EXPECT_FALSE(is_signed_in(1));
  EXPECT_EQ(store_->set_password(user_id(99), "$", false, std::nullopt).error(), errc::not_found);
}

TEST_F(stored_web_sessions, end_when_their_user_is_disabled_or_goes) {
  sign_in(bob_, 3);
  ASSERT_TRUE(store_->change_user(bob_, {.disabled = true}));
  EXPECT_FALSE(is_signed_in(3));
  EXPECT_EQ(store_->add_web_session({.user = bob_, .token = hash_of(4), .address = {}, .user_agent = {}}).error(),
            errc::not_found);
  ASSERT_TRUE(store_->change_user(bob_, {.disabled = false}));
  EXPECT_FALSE(is_signed_in(3)) << "they sign in anew";
  sign_in(bob_, 5);
  ASSERT_TRUE(store_->remove_user(bob_));
  EXPECT_FALSE(is_signed_in(5));
}

TEST_F(stored_web_sessions, of_one_user_are_bounded_and_the_one_not_seen_for_longest_goes) {
  for (std::uint8_t i = 0; i < 60; ++i) sign_in(ana_, i, i);
  EXPECT_EQ(store_->web_sessions_of(ana_, at(60)).value().size(), 50U);
  EXPECT_FALSE(is_signed_in(9, 60));
  EXPECT_TRUE(is_signed_in(10, 60));
}

TEST_F(stored_web_sessions, know_the_browsers_that_somebody_has_signed_in_with) {
  ASSERT_TRUE(store_->add_device(ana_, hash_of(1), at(0)));
  EXPECT_TRUE(store_->has_device(ana_, hash_of(1)).value());
  EXPECT_FALSE(store_->has_device(bob_, hash_of(1)).value());
  for (std::uint8_t i = 2; i <= 21; ++i) ASSERT_TRUE(store_->add_device(ana_, hash_of(i), at(i)));
  EXPECT_FALSE(store_->has_device(ana_, hash_of(1)).value()) << "twenty are kept";
  EXPECT_TRUE(store_->has_device(ana_, hash_of(2)).value());
  EXPECT_EQ(store_->add_device(user_id(99), hash_of(1), at(0)).error(), errc::not_found);
}

}  // namespace
}  // namespace glasshell::relay::store
