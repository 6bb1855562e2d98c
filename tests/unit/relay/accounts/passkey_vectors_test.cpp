// Passkeys of a browser: tests/vectors/passkeys.
#include "relay/accounts/passkey.hpp"
#include "relay/strict/base64url.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace glasshell::relay::accounts {
namespace {

using nlohmann::json;

bytes octets_of(const json& text) { return strict::base64url_decoded(text.get_ref<const std::string&>()).value(); }

TEST(the_passkeys_of_a_browser, are_registered_and_sign_in) {
  std::ifstream file(GLASSHELL_PASSKEY_VECTORS);
  const json vectors = json::parse(file);
  const relying_party party{.id = "localhost", .name = "Glasshell", .origins = {vectors.at("origin")}};
  const bytes challenge = octets_of(vectors.at("challenge"));
  const bytes user_handle = octets_of(vectors.at("userHandle"));
  EXPECT_EQ(vectors.at("passkeys").size(), 10U);

  for (const json& vector : vectors.at("passkeys")) {
    SCOPED_TRACE(vector.at("name").get<std::string>() + " " + vector.at("algorithm").dump());
    const bool is_old = vector.at("name") == "a key of before FIDO2";
    const bool is_copied = vector.at("name") == "a key that is copied to other devices";
    const passkey_request request{
        .challenge = challenge, .verification = is_old ? user_verification::discouraged : user_verification::required};

    const json& registration = vector.at("registration");
    const bytes made_for = octets_of(registration.at("clientDataJSON"));
    const bytes attestation = octets_of(registration.at("attestationObject"));
    const auto made = verify_registration(party, request, {.client_data = made_for, .attestation_object = attestation});
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(static_cast<int>(made->made.key.algorithm), vector.at("algorithm"));
    EXPECT_EQ(made->user_verified, !is_old);
    EXPECT_EQ(made->backed_up, is_copied);

    const json& assertion = vector.at("assertion");
    const bytes id = octets_of(assertion.at("id"));
    const bytes client_data = octets_of(assertion.at("clientDataJSON"));
    const bytes data = octets_of(assertion.at("authenticatorData"));
    const bytes signature = octets_of(assertion.at("signature"));
    const bytes handle = assertion.contains("userHandle") ? octets_of(assertion.at("userHandle")) : user_handle;
    const std::vector<passkey> known = {made->made};
    const auto used = verify_assertion(party, request, known, user_handle,
                                       {.id = id,
                                        .client_data = client_data,
                                        .authenticator_data = data,
                                        .signature = signature,
                                        .user_handle = handle});
    ASSERT_TRUE(used) << used.error().message();
    EXPECT_EQ(used->user_verified, !is_old);
    EXPECT_EQ(used->backed_up, is_copied);
  }
}

}  // namespace
}  // namespace glasshell::relay::accounts
