// Passwords and what is kept of them.
#include "relay/accounts/password.hpp"

#include "known_random.hpp"
#include "relay/accounts/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::accounts {
namespace {

// What the tests do not measure is made cheap: the smallest cost that libargon2 knows.
constexpr password_cost cheap{.memory_kib = 8, .passes = 1, .lanes = 1};

secret_bytes word(std::string_view text) { return secret_bytes(text); }

std::string kept_of(std::string_view password, const password_cost& cost = cheap) {
  return hash_password(word(password), counting_random(), cost).value();
}

TEST(a_password, is_kept_as_a_phc_string_from_which_it_is_verified) {
  const std::string kept = kept_of("correct horse", present_cost);
  EXPECT_THAT(kept, testing::StartsWith("$argon2id$v=19$m=" + std::to_string(present_cost.memory_kib) +
                                        ",t=" + std::to_string(present_cost.passes) + ",p=1$AAECAwQFBgcICQoLDA0ODw$"));
  EXPECT_TRUE(verify_password(word("correct horse"), kept));
  EXPECT_EQ(verify_password(word("correct horsf"), kept).error(), errc::wrong_password);
}

TEST(a_password, is_verified_against_what_another_program_made) {
  // RFC 9106 has no vector without a secret and associated data: this is `argon2 somesalt -id -t 2 -m 16 -p 1`, from the
  // tests of the reference implementation.
  const auto* const kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(verify_password(word("password"), kept));
  EXPECT_EQ(verify_password(word("differentpassword"), kept).error(), errc::wrong_password);
}

TEST(a_password, is_never_kept_twice_in_the_same_way) {
  const random_source random = counting_random();
  const std::string first = hash_password(word("correct horse"), random, cheap).value();
  const std::string second = hash_password(word("correct horse"), random, cheap).value();
  EXPECT_NE(first, second);
  EXPECT_TRUE(verify_password(word("correct horse"), second));
}

TEST(a_password, is_octets_of_which_each_counts) {
  const std::string composed = kept_of("caf\xC3\xA9 caf\xC3\xA9");
  EXPECT_TRUE(verify_password(word("caf\xC3\xA9 caf\xC3\xA9"), composed));
  EXPECT_FALSE(verify_password(word("cafe\xCC\x81 cafe\xCC\x81"), composed)) << "nothing is normalised";
  EXPECT_FALSE(verify_password(word("caf\xC3\xA9 caf\xC3\xA9 "), composed)) << "nothing is trimmed";
  const std::string longest = kept_of(std::string(most_password_bytes, 'a'));
  EXPECT_FALSE(verify_password(word(std::string(most_password_bytes - 1, 'a') + "b"), longest)) << "nothing is cut";
}

TEST(a_password, that_is_too_short_too_long_or_has_a_nul_is_not_set) {
  EXPECT_EQ(check_new_password(word("1234567")).error(), errc::password_too_short);
  EXPECT_TRUE(check_new_password(word("12345678")));
  EXPECT_TRUE(check_new_password(word(std::string(most_password_bytes, 'a'))));
  EXPECT_EQ(check_new_password(word(std::string(most_password_bytes + 1, 'a'))).error(), errc::password_too_long);
  EXPECT_EQ(check_new_password(word(std::string_view("1234\0005678", 9))).error(), errc::password_has_nul);
  EXPECT_EQ(hash_password(word("1234567"), counting_random()).error(), errc::password_too_short);
}

TEST(a_password, that_cannot_have_been_set_is_wrong) {
  const std::string kept = kept_of("12345678");
  EXPECT_EQ(verify_password(word(""), kept).error(), errc::wrong_password);
  EXPECT_EQ(verify_password(word(std::string_view("12345678\0", 9)), kept).error(), errc::wrong_password);
  EXPECT_EQ(verify_password(word(std::string(most_password_bytes + 1, 'a')), kept).error(), errc::wrong_password);
}

TEST(a_kept_hash, that_is_not_argon2id_of_this_version_is_unreadable) {
  const std::string tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  for (const std::string& kept : {
           std::string(),
           std::string("$"),
           "$argon2i$v=19$m=65536,t=2,p=1" + tail,
           "$argon2d$v=19$m=65536,t=2,p=1" + tail,
           "$argon2id$v=16$m=65536,t=2,p=1" + tail,
           "$argon2id$m=65536,t=2,p=1" + tail,
           "$argon2id$v=19$m=065536,t=2,p=1" + tail,
           "$argon2id$v=19$m=65536,t=2" + tail,
           "$argon2id$v=19$m=65536,t=2,p=1,data=AA" + tail,
           "$argon2id$v=19$m=-1,t=2,p=1" + tail,
           "$argon2id$v=19$m=,t=2,p=1" + tail,
           "$argon2id$v=19$m=4294967296,t=2,p=1" + tail,
           std::string("$argon2id$v=19$m=65536,t=2,p=1"),
           "$argon2id$v=19$m=65536,t=2,p=1" + tail + std::string(200, 'A'),
           "$argon2id$v=19$m=65536,t=2,p=1" + tail + std::string("\0A", 2),
           std::string("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
       }) {
    EXPECT_EQ(cost_of(kept).error(), errc::unreadable_hash) << kept;
    EXPECT_EQ(verify_password(word("password"), kept).error(), errc::unreadable_hash) << kept;
    EXPECT_TRUE(needs_rehash(kept)) << kept;
  }
}

TEST(a_kept_hash, with_a_salt_or_a_hash_that_is_none_is_unreadable) {
  for (const std::string tail :
       {"$", "$c29tZXNhbHQ", "$c29tZXNhbHQ$", "$c29tZXNhbHQ$A", "$!$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
        "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8$"}) {
    EXPECT_EQ(verify_password(word("password"), "$argon2id$v=19$m=8,t=1,p=1" + tail).error(), errc::unreadable_hash)
        << tail;
  }
}

TEST(a_kept_hash, that_would_halt_the_relay_is_not_computed) {
  const std::string tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  for (const std::string cost : {"m=262145,t=1,p=1", "m=8,t=17,p=1", "m=64,t=1,p=5"}) {
    EXPECT_EQ(verify_password(word("password"), "$argon2id$v=19$" + cost + tail).error(), errc::unreadable_hash)
        << cost;
  }
  EXPECT_EQ(cost_of("$argon2id$v=19$m=262144,t=16,p=4" + tail).value(), most_password_cost);
}

TEST(a_kept_hash, is_to_be_made_anew_when_it_was_made_at_another_cost) {
  EXPECT_FALSE(needs_rehash(kept_of("correct horse", present_cost)));
  EXPECT_TRUE(needs_rehash(kept_of("correct horse", cheap)));
}

TEST(the_present_cost, is_at_least_what_owasp_asks_for) {
  EXPECT_GE(present_cost.memory_kib, 19U * 1024);
  EXPECT_GE(present_cost.passes, 2U);
  EXPECT_GE(present_cost.lanes, 1U);
}

TEST(a_user_who_does_not_exist, costs_as_much_as_one_who_does) {
  EXPECT_EQ(cost_of(decoy_hash()).value(), present_cost);
  EXPECT_EQ(decoy_hash().size(), kept_of("correct horse", present_cost).size()) << "as long a salt and a hash";
}

TEST(a_user_who_does_not_exist, has_no_password) {
  EXPECT_EQ(verify_password_of_nobody(word("correct horse")).error(), errc::wrong_password);
  EXPECT_EQ(verify_password_of_nobody(word("")).error(), errc::wrong_password);
}

TEST(a_one_time_password, may_be_set) {
  const secret_bytes password = new_one_time_password(counting_random());
  EXPECT_EQ(password.text(), "0123-4567-89ab-cdef");
  EXPECT_TRUE(check_new_password(password));
}

TEST(a_cost_that_libargon2_does_not_know, is_a_bug) {
  EXPECT_THROW(
      (void)hash_password(word("correct horse"), counting_random(), {.memory_kib = 1, .passes = 1, .lanes = 1}),
      std::invalid_argument);
}

}  // namespace
}  // namespace glasshell::relay::accounts
