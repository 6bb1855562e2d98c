#include "relay/accounts/client_data.hpp"

#include "base/secret.hpp"
#include "relay/accounts/errc.hpp"
#include "relay/strict/base64url.hpp"
#include "relay/strict/json_object.hpp"

#include <algorithm>
#include <string_view>

namespace glasshell::relay::accounts {

namespace {

std::string_view type_of(ceremony expected) {
  switch (expected) {
    case ceremony::registration:
      return "webauthn.create";
    case ceremony::assertion:
      return "webauthn.get";
  }
  return {};
}

}  // namespace

result<void> check_client_data(bytes_view json, ceremony expected, bytes_view challenge,
                               std::span<const std::string> origins) {
  if (json.size() > most_client_data_bytes) return errc::unreadable_client_data;
  const auto said = strict::json_object(as_text_view(json));
  if (!said) return errc::unreadable_client_data;
  const std::string* type = strict::text_member(*said, "type");
  const std::string* challenge_text = strict::text_member(*said, "challenge");
  const std::string* origin = strict::text_member(*said, "origin");
  const auto cross_origin = said->find("crossOrigin");
  const bool has_cross_origin = cross_origin != said->end();
  if (type == nullptr || challenge_text == nullptr || origin == nullptr ||
      (has_cross_origin && !cross_origin->is_boolean())) {
    return errc::unreadable_client_data;
  }
  if (*type != type_of(expected)) return errc::wrong_ceremony;
  const auto answered = strict::base64url_decoded(*challenge_text);
  if (!answered || challenge.empty() || !equal_in_constant_time(*answered, challenge)) return errc::wrong_challenge;
  if (std::ranges::find(origins, *origin) == origins.end()) return errc::wrong_origin;
  if (has_cross_origin && cross_origin->get<bool>()) return errc::in_a_frame;
  return {};
}

}  // namespace glasshell::relay::accounts
