#include "relay/tokens/jws.hpp"

#include "relay/strict/base64url.hpp"
#include "relay/strict/json_object.hpp"
#include "relay/tokens/errc.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace glasshell::relay::tokens {

namespace {

using nlohmann::json;

struct jws_header {
  tokens::algorithm algorithm{};
  std::optional<std::string> key_id;
};

bool is_equal_without_case(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

result<jws_header> read_header(std::string_view text) {
  const auto object = strict::json_object(text);
  if (!object) return errc::unreadable_header;
  const std::string* named = strict::text_member(*object, "alg");
  if (named == nullptr) return errc::unreadable_header;
  if (is_equal_without_case(*named, "none")) return errc::unsigned_token;
  const auto known = algorithm_named(*named);
  if (!known) return errc::unsupported_algorithm;
  if (object->contains("crit") || object->contains("b64")) return errc::critical_header;
  if (object->contains("typ")) {
    const std::string* type = strict::text_member(*object, "typ");
    if (type == nullptr || !is_equal_without_case(*type, "jwt")) return errc::wrong_type;
  }
  jws_header header{.algorithm = *known, .key_id = std::nullopt};
  if (object->contains("kid")) {
    const std::string* id = strict::text_member(*object, "kid");
    if (id == nullptr || id->size() > most_key_id_bytes) return errc::unreadable_header;
    header.key_id = *id;
  }
  return header;
}

}  // namespace

result<std::string> verified_payload(std::string_view token, const key_set& keys) {
  if (token.size() > most_token_bytes) return errc::token_too_long;
  if (std::ranges::count(token, '.') != 2) return errc::not_compact;
  const std::string_view signed_text = token.substr(0, token.rfind('.'));
  const std::size_t dot = signed_text.find('.');
  const auto header_octets = strict::base64url_decoded(signed_text.substr(0, dot));
  const auto payload = strict::base64url_decoded(signed_text.substr(dot + 1));
  const auto signature = strict::base64url_decoded(token.substr(signed_text.size() + 1));
  if (!header_octets || !payload || !signature) return errc::not_base64url;

  const auto header = read_header(as_text_view(*header_octets));
  if (!header) return header.error();
  const auto key = keys.find(header->algorithm, header->key_id);
  if (!key) return key.error();
  if (!(*key)->verifies(signed_text, *signature)) return errc::wrong_signature;
  return std::string(as_text_view(*payload));
}

}  // namespace glasshell::relay::tokens
