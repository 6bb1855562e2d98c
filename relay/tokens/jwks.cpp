// From JSON to keys.
#include "relay/strict/base64url.hpp"
#include "relay/strict/json_object.hpp"
#include "relay/tokens/errc.hpp"
#include "relay/tokens/key_set.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace glasshell::relay::tokens {

namespace {

using nlohmann::json;

/// A member's octets; none if it is not there or not base64url.
bytes octets_of(const json& key, const char* name) {
  const std::string* text = strict::text_member(key, name);
  return text == nullptr ? bytes() : strict::base64url_decoded(*text).value_or(bytes());
}

bool is_text(const json& key, const char* name, std::string_view expected) {
  const std::string* text = strict::text_member(key, name);
  return text != nullptr && *text == expected;
}

/// "d" is the private part of every kind, and "k" is a secret.
bool is_secret(const json& key) { return is_text(key, "kty", "oct") || key.contains("d") || key.contains("k"); }

/// Whether it says of itself that it is for signatures, or does not say.
bool is_for_signatures(const json& key) {
  if (key.contains("use") && !is_text(key, "use", "sig")) return false;
  const auto uses = key.find("key_ops");
  return uses == key.end() || (uses->is_array() && std::ranges::find(*uses, json("verify")) != uses->end());
}

std::optional<verification_key> public_part(const json& key) {
  if (is_text(key, "kty", "OKP") && is_text(key, "crv", "Ed25519")) {
    return verification_key::ed25519(octets_of(key, "x"));
  }
  if (is_text(key, "kty", "EC") && is_text(key, "crv", "P-256")) {
    return verification_key::p256(octets_of(key, "x"), octets_of(key, "y"));
  }
  if (is_text(key, "kty", "RSA")) return verification_key::rsa(octets_of(key, "n"), octets_of(key, "e"));
  return std::nullopt;
}

std::optional<verification_key> usable_key(const json& key) {
  if (!is_for_signatures(key)) return std::nullopt;
  auto made = public_part(key);
  if (!made) return std::nullopt;
  if (key.contains("alg")) {
    const std::string* name = strict::text_member(key, "alg");
    if (name == nullptr || algorithm_named(*name) != made->algorithm()) return std::nullopt;
  }
  if (key.contains("kid")) {
    const std::string* id = strict::text_member(key, "kid");
    if (id == nullptr || id->empty() || id->size() > most_key_id_bytes) return std::nullopt;
    made->set_id(*id);
  }
  return made;
}

}  // namespace

result<key_set> key_set::from_jwks(std::string_view text) {
  if (text.size() > most_key_file_bytes) return errc::keys_too_long;
  const auto parsed = strict::json_object(text);
  if (!parsed) return errc::unreadable_keys;
  const auto keys = parsed->find("keys");
  if (keys == parsed->end() || !keys->is_array()) return errc::unreadable_keys;
  if (keys->size() > most_keys) return errc::too_many_keys;

  key_set made;
  for (const json& key : *keys) {
    if (!key.is_object()) return errc::unreadable_keys;
    if (is_secret(key)) return errc::secret_among_public_keys;
    auto usable = usable_key(key);
    if (!usable) {
      ++made.passed_over_;
    } else if (const auto added = made.add(std::move(*usable)); !added) {
      return added.error();
    }
  }
  if (made.size() == 0) return errc::no_usable_key;
  return made;
}

}  // namespace glasshell::relay::tokens
