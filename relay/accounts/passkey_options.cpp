// What the browser is asked for, as JSON.
#include "relay/accounts/passkey.hpp"
#include "relay/strict/base64url.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

namespace glasshell::relay::accounts {

namespace {

using nlohmann::json;

// As long as a person may take to find a key and its PIN.
constexpr std::chrono::milliseconds patience = std::chrono::minutes{5};

const char* name_of(user_verification verification) {
  switch (verification) {
    case user_verification::required:
      return "required";
    case user_verification::preferred:
      return "preferred";
    case user_verification::discouraged:
      return "discouraged";
  }
  return "";
}

json list_of(std::span<const passkey> passkeys) {
  json list = json::array();
  for (const passkey& each : passkeys) {
    list.push_back({{"type", "public-key"}, {"id", strict::base64url_encoded(each.id)}});
  }
  return list;
}

bytes random_octets(const random_source& random, std::size_t size) {
  bytes octets(size);
  random(octets);
  return octets;
}

}  // namespace

bytes new_challenge(const random_source& random) { return random_octets(random, challenge_bytes); }
bytes new_user_handle(const random_source& random) { return random_octets(random, user_handle_bytes); }

std::string creation_options(const relying_party& party, bytes_view challenge, const passkey_user& user,
                             std::span<const passkey> known, user_verification verification) {
  json algorithms = json::array();
  for (const auto each : {passkey_algorithm::es256, passkey_algorithm::eddsa, passkey_algorithm::rs256}) {
    algorithms.push_back({{"type", "public-key"}, {"alg", static_cast<int>(each)}});
  }
  return json{
      {"rp", {{"id", party.id}, {"name", party.name}}},
      {"user",
       {{"id", strict::base64url_encoded(user.handle)}, {"name", user.name}, {"displayName", user.display_name}}},
      {"challenge", strict::base64url_encoded(challenge)},
      {"pubKeyCredParams", algorithms},
      {"excludeCredentials", list_of(known)},
      {"authenticatorSelection",
       {{"residentKey", "preferred"}, {"requireResidentKey", false}, {"userVerification", name_of(verification)}}},
      {"attestation", "none"},
      {"timeout", patience.count()}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string request_options(const relying_party& party, bytes_view challenge, std::span<const passkey> allowed,
                            user_verification verification) {
  return json{{"rpId", party.id},
              {"challenge", strict::base64url_encoded(challenge)},
              {"allowCredentials", list_of(allowed)},
              {"userVerification", name_of(verification)},
              {"timeout", patience.count()}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace glasshell::relay::accounts
