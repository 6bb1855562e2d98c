// Registrations and sign-ins of a real key in software; and each rule broken once.
#include "relay/accounts/passkey.hpp"

#include "known_random.hpp"
#include "relay/accounts/authenticator_data.hpp"
#include "relay/accounts/client_data.hpp"
#include "relay/accounts/errc.hpp"
#include "relay/strict/base64url.hpp"
#include "software_authenticator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace glasshell::relay::accounts {
namespace {

using nlohmann::json;

class a_passkey : public testing::TestWithParam<passkey_algorithm> {
 protected:
  const relying_party party_{.id = "shell.example.org",
                             .name = "Glasshell",
                             .origins = {"https://shell.example.org", "https://shell.example.org:8443"}};
  const bytes challenge_ = new_challenge(seeded_random());
  const bytes user_handle_ = bytes(32, 0x75);
  user_verification verification_ = user_verification::required;
  software_authenticator key_{GetParam()};

  passkey_request request() const { return {.challenge = challenge_, .verification = verification_}; }

  result<new_passkey> registered(const sent_registration& sent) const {
    return verify_registration(party_, request(), sent.answer());
  }
  result<new_passkey> registered() const { return registered(key_.register_with(challenge_)); }

  /// One made before, beside others.
  std::vector<passkey> known() const {
    std::vector<passkey> all;
    all.push_back({.id = bytes(16, 1), .key = {.algorithm = passkey_algorithm::es256, .octets = bytes(64, 1)}});
    all.push_back(registered().value().made);
    return all;
  }
  result<used_passkey> signed_in(const std::vector<passkey>& known, const sent_assertion& sent) const {
    return verify_assertion(party_, request(), known, user_handle_, sent.answer());
  }
};

INSTANTIATE_TEST_SUITE_P(of_each_algorithm, a_passkey,
                         testing::Values(passkey_algorithm::es256, passkey_algorithm::eddsa, passkey_algorithm::rs256),
                         [](const auto& named) {
                           return named.param == passkey_algorithm::es256   ? "es256"
                                  : named.param == passkey_algorithm::eddsa ? "eddsa"
                                                                            : "rs256";
                         });

// Registering.

TEST_P(a_passkey, is_registered) {
  const auto made = registered();
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->made.id, bytes(32, 0x1d));
  EXPECT_EQ(made->made.key.algorithm, GetParam());
  EXPECT_EQ(made->made.counter, 1U);
  EXPECT_EQ(made->model, bytes(16, 0xaa));
  EXPECT_EQ(made->attestation, "none");
  EXPECT_TRUE(made->user_verified);
  EXPECT_FALSE(made->backed_up);
}

TEST_P(a_passkey, is_registered_from_each_of_our_pages_and_no_other) {
  key_.origin = "https://shell.example.org:8443";
  EXPECT_TRUE(registered());
  for (const char* origin : {"https://shell.example.org:8444", "http://shell.example.org", "https://shell.example.org/",
                             "https://shell.example.org.mallory.example", "https://SHELL.example.org", "null", ""}) {
    key_.origin = origin;
    EXPECT_EQ(registered().error(), errc::wrong_origin) << origin;
  }
}

TEST_P(a_passkey, is_not_registered_by_the_answer_to_another_challenge) {
  EXPECT_EQ(registered(key_.register_with(bytes(32, 0))).error(), errc::wrong_challenge);
  EXPECT_EQ(registered(key_.register_with({})).error(), errc::wrong_challenge);
  EXPECT_EQ(verify_registration(party_, {.challenge = {}}, key_.register_with({}).answer()).error(),
            errc::wrong_challenge)
      << "who forgot to ask has no answer";
}

TEST_P(a_passkey, is_not_registered_by_an_answer_of_the_other_ceremony) {
  key_.create_type = "webauthn.get";
  EXPECT_EQ(registered().error(), errc::wrong_ceremony);
}

TEST_P(a_passkey, is_not_registered_from_within_another_page) {
  key_.more_client_data = R"(,"crossOrigin":true)";
  EXPECT_EQ(registered().error(), errc::in_a_frame);
  key_.more_client_data = "";
  EXPECT_TRUE(registered()) << "browsers of Level 1 do not say";
  key_.more_client_data = R"(,"crossOrigin":false,"other_keys_can_be_added_here":"do not compare")";
  EXPECT_TRUE(registered()) << "browsers of Level 2 say more";
}

TEST_P(a_passkey, is_not_registered_with_client_data_that_cannot_be_read) {
  for (const char* more : {R"(,"origin":"https://shell.example.org")", R"(,"crossOrigin":"false")", ","}) {
    key_.more_client_data = more;
    EXPECT_EQ(registered().error(), errc::unreadable_client_data) << more;
  }
  key_.more_client_data = R"(,"x":")" + std::string(most_client_data_bytes, 'x') + "\"";
  EXPECT_EQ(registered().error(), errc::unreadable_client_data);
  sent_registration sent = key_.register_with(challenge_);
  sent.client_data.clear();
  EXPECT_EQ(registered(sent).error(), errc::unreadable_client_data);
}

TEST_P(a_passkey, is_not_registered_for_another_relying_party) {
  key_.relying_party = "example.org";
  EXPECT_EQ(registered().error(), errc::wrong_relying_party);
}

TEST_P(a_passkey, is_not_registered_without_a_person) {
  key_.flags = 0x04;
  EXPECT_EQ(registered().error(), errc::user_absent);
}

TEST_P(a_passkey, is_registered_without_verification_only_where_that_is_not_required) {
  key_.flags = 0x01;
  EXPECT_EQ(registered().error(), errc::user_not_verified);
  verification_ = user_verification::preferred;
  EXPECT_FALSE(registered()->user_verified);
  verification_ = user_verification::discouraged;
  EXPECT_TRUE(registered());
}

TEST_P(a_passkey, that_is_copied_to_other_devices_says_so) {
  key_.flags = 0x1d;
  EXPECT_TRUE(registered()->backed_up);
}

TEST_P(a_passkey, is_not_registered_without_a_credential) {
  sent_registration sent = key_.register_with(challenge_);
  sent.attestation_object = key_.attestation_of(key_.sign(challenge_).authenticator_data);
  EXPECT_EQ(registered(sent).error(), errc::no_credential);
}

TEST_P(a_passkey, has_an_id_within_bounds) {
  key_.id = bytes(most_credential_id_bytes, 0x1d);
  EXPECT_TRUE(registered());
  key_.id = bytes(most_credential_id_bytes + 1, 0x1d);
  EXPECT_EQ(registered().error(), errc::unreadable_passkey);
  key_.id.clear();
  EXPECT_EQ(registered().error(), errc::unreadable_passkey);
}

TEST_P(a_passkey, is_registered_with_extensions_and_any_attestation_which_is_not_trusted) {
  key_.extensions = cbor::joined({cbor::head(5, 1), cbor::text("credProtect"), cbor::number(2)});
  key_.format = "packed";
  key_.statement = cbor::joined(
      {cbor::head(5, 2), cbor::text("alg"), cbor::number(-7), cbor::text("sig"), cbor::octets(bytes(70, 1))});
  const auto made = registered();
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->attestation, "packed");
}

TEST_P(a_passkey, is_not_registered_with_a_part_cut_or_left_over) {
  const bytes data = key_.registration_data();
  for (std::size_t size = 0; size < data.size(); ++size) {
    sent_registration sent = key_.register_with(challenge_);
    sent.attestation_object = key_.attestation_of(bytes_view(data).first(size));
    EXPECT_EQ(registered(sent).error(), errc::unreadable_passkey) << size;
  }
  sent_registration sent = key_.register_with(challenge_);
  bytes more = data;
  more.push_back(0);
  sent.attestation_object = key_.attestation_of(more);
  EXPECT_EQ(registered(sent).error(), errc::unreadable_passkey);
}

TEST_P(a_passkey, is_not_registered_with_an_attestation_object_that_is_none) {
  const bytes whole = key_.register_with(challenge_).attestation_object;
  sent_registration sent = key_.register_with(challenge_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    sent.attestation_object = bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(registered(sent).error(), errc::unreadable_passkey) << size;
  }
  sent.attestation_object = whole;
  sent.attestation_object.push_back(0);
  EXPECT_EQ(registered(sent).error(), errc::unreadable_passkey);

  const bytes data = cbor::octets(key_.registration_data());
  const bytes format = cbor::text("none");
  const bytes empty = cbor::head(5, 0);
  const auto with = [&](const bytes& object) {
    sent.attestation_object = object;
    return registered(sent).has_error() ? "refused" : "taken";
  };
  const auto pair = [](const char* name, const bytes& value) { return cbor::joined({cbor::text(name), value}); };
  EXPECT_STREQ(
      with(cbor::joined({cbor::head(5, 3), pair("authData", data), pair("attStmt", empty), pair("fmt", format)})),
      "taken")
      << "in any order";
  EXPECT_STREQ(with(cbor::joined({cbor::head(5, 2), pair("authData", data), pair("fmt", format)})), "refused");
  EXPECT_STREQ(with(cbor::joined({cbor::head(5, 4), pair("authData", data), pair("attStmt", empty), pair("fmt", format),
                                  pair("fmt", format)})),
               "refused");
  EXPECT_STREQ(with(cbor::joined({cbor::head(5, 4), pair("authData", data), pair("attStmt", empty), pair("fmt", format),
                                  pair("more", format)})),
               "refused");
  EXPECT_STREQ(with(cbor::joined(
                   {cbor::head(5, 3), pair("authData", data), pair("attStmt", cbor::number(1)), pair("fmt", format)})),
               "refused");
  EXPECT_STREQ(
      with(cbor::joined({cbor::head(5, 3), pair("authData", data),
                         pair("attStmt", cbor::joined({cbor::head(5, 1), pair("sig", cbor::octets(bytes{1}))})),
                         pair("fmt", format)})),
      "refused")
      << "nothing is attested with a statement";
  EXPECT_STREQ(with(cbor::joined({cbor::head(5, 3), pair("authData", data), pair("attStmt", empty),
                                  pair("fmt", cbor::text(std::string(33, 'f')))})),
               "refused");
}

TEST_P(a_passkey, is_not_registered_when_its_answer_is_too_long) {
  key_.format = "packed";
  key_.statement = cbor::joined({cbor::head(5, 1), cbor::text("sig"), cbor::octets(bytes(most_attestation_bytes, 1))});
  EXPECT_EQ(registered().error(), errc::unreadable_passkey);
}

TEST_P(a_passkey, is_not_registered_with_a_key_that_is_none) {
  const auto pair = [](std::int64_t name, const bytes& value) { return cbor::joined({cbor::number(name), value}); };
  const bytes zeroes = cbor::octets(bytes(32, 0));
  for (const bytes& key : {
           cbor::head(5, 0),
           cbor::number(1),
           // not on the curve
           cbor::joined({cbor::head(5, 5), pair(1, cbor::number(2)), pair(3, cbor::number(-7)),
                         pair(-1, cbor::number(1)), pair(-2, cbor::octets(bytes(32, 1))), pair(-3, zeroes)}),
           // no y
           cbor::joined({cbor::head(5, 4), pair(1, cbor::number(2)), pair(3, cbor::number(-7)),
                         pair(-1, cbor::number(1)), pair(-2, zeroes)}),
           // ES256 over P-384's number, ES384, and one kind of key under the name of another
           cbor::joined({cbor::head(5, 5), pair(1, cbor::number(2)), pair(3, cbor::number(-7)),
                         pair(-1, cbor::number(2)), pair(-2, zeroes), pair(-3, zeroes)}),
           cbor::joined({cbor::head(5, 5), pair(1, cbor::number(2)), pair(3, cbor::number(-35)),
                         pair(-1, cbor::number(2)), pair(-2, cbor::octets(bytes(48, 0))),
                         pair(-3, cbor::octets(bytes(48, 0)))}),
           cbor::joined({cbor::head(5, 4), pair(1, cbor::number(1)), pair(3, cbor::number(-7)),
                         pair(-1, cbor::number(6)), pair(-2, zeroes)}),
           // RSA of 1024 bits
           cbor::joined({cbor::head(5, 4), pair(1, cbor::number(3)), pair(3, cbor::number(-257)),
                         pair(-1, cbor::octets(bytes(128, 0xff))), pair(-2, cbor::octets(bytes{1, 0, 1}))}),
       }) {
    key_.key_in_its_place = key;
    EXPECT_EQ(registered().error(), errc::unusable_key) << int{key[0]} << " " << key.size();
  }
}

// Signing in.

TEST_P(a_passkey, signs_in) {
  const auto before = known();
  key_.counter = 2;
  const auto used = signed_in(before, key_.sign(challenge_));
  ASSERT_TRUE(used) << used.error().message();
  EXPECT_EQ(used->index, 1U);
  EXPECT_EQ(used->counter, 2U);
  EXPECT_TRUE(used->user_verified);
}

TEST_P(a_passkey, signs_in_with_the_handle_of_its_user_and_no_other) {
  const auto before = known();
  key_.counter = 2;
  sent_assertion sent = key_.sign(challenge_);
  sent.user_handle = user_handle_;
  EXPECT_TRUE(signed_in(before, sent));
  sent.user_handle = bytes(32, 0x76);
  EXPECT_EQ(signed_in(before, sent).error(), errc::wrong_user_handle);
  sent.user_handle = bytes();
  EXPECT_EQ(signed_in(before, sent).error(), errc::wrong_user_handle);
}

TEST_P(a_passkey, that_is_not_allowed_does_not_sign_in) {
  const auto before = known();
  key_.counter = 2;
  EXPECT_EQ(signed_in({}, key_.sign(challenge_)).error(), errc::unknown_passkey);
  key_.id = bytes(32, 0x1e);
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unknown_passkey);
  key_.id.clear();
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unknown_passkey);
}

TEST_P(a_passkey, does_not_sign_in_by_the_signature_of_another) {
  const auto before = known();
  software_authenticator other(GetParam());
  other.counter = 2;
  EXPECT_EQ(signed_in(before, other.sign(challenge_)).error(), errc::wrong_signature);
  sent_assertion sent = key_.sign(challenge_);
  sent.id = bytes(16, 1);
  EXPECT_FALSE(signed_in(before, sent)) << "under the id of another";
}

TEST_P(a_passkey, does_not_sign_in_with_anything_changed_behind_its_signature) {
  const auto before = known();
  key_.counter = 2;
  const sent_assertion sent = key_.sign(challenge_);
  for (std::size_t i = 32; i < sent.authenticator_data.size(); ++i) {
    sent_assertion changed = sent;
    changed.authenticator_data[i] ^= 0x02U;
    EXPECT_EQ(signed_in(before, changed).error(), errc::wrong_signature) << i;
  }
  for (std::size_t i = 0; i < sent.signature.size(); ++i) {
    sent_assertion changed = sent;
    changed.signature[i] ^= 0x01U;
    EXPECT_EQ(signed_in(before, changed).error(), errc::wrong_signature) << i;
  }
  sent_assertion changed = sent;
  changed.client_data.push_back(' ');
  EXPECT_EQ(signed_in(before, changed).error(), errc::wrong_signature);
}

TEST_P(a_passkey, does_not_sign_in_with_an_answer_for_something_else) {
  const auto before = known();
  key_.counter = 2;
  EXPECT_EQ(signed_in(before, key_.sign(bytes(32, 0))).error(), errc::wrong_challenge);
  key_.get_type = "webauthn.create";
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::wrong_ceremony);
  key_.get_type = "webauthn.get";
  key_.origin = "https://shell.example.net";
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::wrong_origin);
  key_.origin = party_.origins[0];
  key_.more_client_data = R"(,"crossOrigin":true)";
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::in_a_frame);
  key_.more_client_data = "";
  key_.relying_party = "shell.example.net";
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::wrong_relying_party);
}

TEST_P(a_passkey, does_not_sign_in_without_a_person_or_unverified_where_that_is_required) {
  const auto before = known();
  key_.counter = 2;
  key_.flags = 0x04;
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::user_absent);
  key_.flags = 0x01;
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::user_not_verified);
  verification_ = user_verification::preferred;
  EXPECT_FALSE(signed_in(before, key_.sign(challenge_))->user_verified);
}

TEST_P(a_passkey, whose_counter_does_not_go_on_was_cloned) {
  key_.counter = 5;
  const auto before = known();
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::cloned_passkey);
  key_.counter = 4;
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::cloned_passkey);
  key_.counter = 0;
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::cloned_passkey);
  key_.counter = 6;
  EXPECT_TRUE(signed_in(before, key_.sign(challenge_)));
}

TEST_P(a_passkey, may_have_no_counter) {
  key_.counter = 0;
  const auto before = known();
  EXPECT_EQ(signed_in(before, key_.sign(challenge_))->counter, 0U);
  key_.counter = 1;
  EXPECT_EQ(signed_in(before, key_.sign(challenge_))->counter, 1U);
}

TEST_P(a_passkey, does_not_sign_in_with_a_part_cut_left_over_or_out_of_bounds) {
  const auto before = known();
  key_.counter = 2;
  const sent_assertion sent = key_.sign(challenge_);
  const auto with = [&](const std::function<void(sent_assertion&)>& change) {
    sent_assertion changed = sent;
    change(changed);
    return signed_in(before, changed).error();
  };
  for (std::size_t size = 0; size < sent.authenticator_data.size(); ++size) {
    EXPECT_EQ(with([&](auto& changed) { changed.authenticator_data.resize(size); }), errc::unreadable_passkey);
  }
  EXPECT_EQ(with([&](auto& changed) { changed.authenticator_data.push_back(0); }), errc::unreadable_passkey);
  EXPECT_EQ(with([&](auto& changed) { changed.authenticator_data.resize(most_assertion_data_bytes + 1); }),
            errc::unreadable_passkey);
  EXPECT_EQ(with([&](auto& changed) { changed.authenticator_data = key_.registration_data(); }),
            errc::unreadable_passkey);
  EXPECT_EQ(with([&](auto& changed) { changed.signature.clear(); }), errc::unreadable_passkey);
  EXPECT_EQ(with([&](auto& changed) { changed.signature.resize(most_signature_bytes + 1); }), errc::unreadable_passkey);
  EXPECT_EQ(with([&](auto& changed) { changed.signature.pop_back(); }), errc::wrong_signature);
  EXPECT_EQ(with([&](auto& changed) { changed.client_data.clear(); }), errc::unreadable_client_data);
}

TEST_P(a_passkey, signs_in_with_extensions_that_mean_nothing_to_us) {
  const auto before = known();
  key_.counter = 2;
  key_.extensions = cbor::joined({cbor::head(5, 1), cbor::text("uvm"), cbor::head(4, 1), cbor::number(2)});
  EXPECT_TRUE(signed_in(before, key_.sign(challenge_)));
  key_.extensions = cbor::joined({cbor::head(5, 1), cbor::text("hmac-secret"), cbor::octets(bytes(32, 3))});
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unreadable_passkey) << "nobody asked for it";
  key_.extensions = cbor::number(1);
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unreadable_passkey);
}

TEST_P(a_passkey, that_is_kept_damaged_signs_nobody_in) {
  auto before = known();
  key_.counter = 2;
  before[1].key.octets.pop_back();
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unusable_key);
  before = known();
  before[1].key.octets.clear();
  EXPECT_EQ(signed_in(before, key_.sign(challenge_)).error(), errc::unusable_key);
}

// What browsers are asked.

TEST(a_challenge, and_a_handle_are_random) {
  const random_source random = seeded_random();
  EXPECT_EQ(new_challenge(random).size(), 32U);
  EXPECT_NE(new_challenge(random), new_challenge(random));
  EXPECT_NE(new_user_handle(random), new_user_handle(random));
}

TEST(what_a_browser_is_asked, is_what_webauthn_takes_as_json) {
  const relying_party party{.id = "shell.example.org", .name = "Glass \"shell\"", .origins = {}};
  const std::vector<passkey> known = {{.id = bytes{0xfb, 0xff}, .key = {}}};
  const bytes challenge(32, 0xff);
  const bytes handle(32, 0);
  const json creation = json::parse(
      creation_options(party, challenge, {.handle = handle, .name = "ana", .display_name = "Ana J\xC3\xBAlia"}, known,
                       user_verification::required));
  EXPECT_EQ(creation, json::parse(R"({
    "rp": {"id": "shell.example.org", "name": "Glass \"shell\""},
    "user": {"id": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "name": "ana", "displayName": "Ana Júlia"},
    "challenge": "__________________________________________8",
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -257}],
    "excludeCredentials": [{"type": "public-key", "id": "-_8"}],
    "authenticatorSelection": {"residentKey": "preferred", "requireResidentKey": false, "userVerification": "required"},
    "attestation": "none", "timeout": 300000})"));
  const json asked = json::parse(request_options(party, challenge, known, user_verification::preferred));
  EXPECT_EQ(asked, json::parse(R"({
    "rpId": "shell.example.org", "challenge": "__________________________________________8",
    "allowCredentials": [{"type": "public-key", "id": "-_8"}], "userVerification": "preferred", "timeout": 300000})"));
  EXPECT_EQ(json::parse(request_options(party, challenge, {}, user_verification::discouraged))["allowCredentials"],
            json::array());
}

}  // namespace
}  // namespace glasshell::relay::accounts
