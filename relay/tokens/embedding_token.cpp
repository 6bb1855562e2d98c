#include "relay/tokens/embedding_token.hpp"

#include "base/text.hpp"
#include "relay/strict/json_object.hpp"
#include "relay/tokens/errc.hpp"
#include "relay/tokens/jws.hpp"

#include <algorithm>
#include <cmath>

namespace glasshell::relay::tokens {

namespace {

using nlohmann::json;
using std::chrono::sys_seconds;

// What a double counts without gaps; years beyond any clock.
constexpr double latest_second = 9'007'199'254'740'991.0;

/// A member that is a text of 1 to `most` octets.
const std::string* bounded_text(const json& claims, const char* name, std::size_t most) {
  const std::string* text = strict::text_member(claims, name);
  return text != nullptr && !text->empty() && text->size() <= most ? text : nullptr;
}

/// A NumericDate (RFC 7519 §2), which may have a fraction.
result<std::optional<sys_seconds>> time_of(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) return std::optional<sys_seconds>();
  if (!found->is_number()) return errc::impossible_time;
  const auto seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= latest_second)) return errc::impossible_time;
  return std::optional(sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds)))));
}

bool is_for(const json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (!found->is_array()) return *found == json(audience);
  return std::ranges::find(*found, json(audience)) != found->end();
}

/// A name that a user may have: printable, so that it can be shown and logged as it is.
bool is_user(const std::string& name) {
  return printable_text(name, most_user_bytes) == name && name.find_first_of("\t\n") == std::string::npos;
}

result<void> check_times(const json& claims, const embedding_policy& policy, sys_seconds now, embedding_claims& into) {
  const auto expiry = time_of(claims, "exp");
  const auto issued = time_of(claims, "iat");
  const auto not_before = time_of(claims, "nbf");
  const auto session_until = time_of(claims, "session_until");
  for (const auto* each : {&expiry, &issued, &not_before, &session_until}) {
    if (each->has_error()) return each->error();
  }
  if (!*expiry) return errc::no_expiry;
  if (!*issued) return errc::no_issue_time;
  if (**expiry <= now) return errc::expired;
  if (**issued > now + policy.leeway) return errc::issued_in_the_future;
  if (*not_before && **not_before > now + policy.leeway) return errc::not_yet_valid;
  if (**expiry - **issued > policy.longest_life) return errc::lives_too_long;
  if (*session_until && **session_until <= now) return errc::session_over;
  into.expiry = **expiry;
  into.session_until = *session_until;
  return {};
}

result<void> check_nodes(const json& claims, embedding_claims& into) {
  const auto nodes = claims.find("nodes");
  if (nodes == claims.end()) return {};
  if (!nodes->is_array() || nodes->size() > most_granted_nodes) return errc::unreadable_nodes;
  for (const json& node : *nodes) {
    const auto* name = node.get_ptr<const std::string*>();
    // Somebody who writes a star expects all nodes: better told so than left with none.
    if (name == nullptr || name->empty() || name->size() > most_granted_node_bytes ||
        name->find('*') != std::string::npos) {
      return errc::unreadable_nodes;
    }
    into.nodes.push_back(*name);
  }
  return {};
}

}  // namespace

bool embedding_claims::grants(std::string_view node) const noexcept {
  return std::ranges::find(nodes, node) != nodes.end();
}

result<embedding_claims> verify_embedding_token(std::string_view token, const key_set& keys,
                                                const embedding_policy& policy, std::chrono::sys_seconds now) {
  const auto payload = verified_payload(token, keys);
  if (!payload) return payload.error();
  const auto claims = strict::json_object(*payload);
  if (!claims) return errc::unreadable_claims;

  const std::string* issuer = strict::text_member(*claims, "iss");
  if (issuer == nullptr || *issuer != policy.issuer) return errc::wrong_issuer;
  if (!is_for(*claims, policy.audience)) return errc::wrong_audience;

  embedding_claims read;
  if (const auto times = check_times(*claims, policy, now, read); !times) return times.error();
  const std::string* id = bounded_text(*claims, "jti", most_token_id_bytes);
  if (id == nullptr) return errc::no_id;
  const std::string* user = bounded_text(*claims, "sub", most_user_bytes);
  if (user == nullptr || !is_user(*user)) return errc::no_user;
  read.id = *id;
  read.user = *user;
  read.display_name = *user;
  if (claims->contains("name")) {
    const std::string* name = strict::text_member(*claims, "name");
    if (name == nullptr) return errc::unreadable_display_name;
    const std::string shown = printable_text(*name, most_display_name_bytes);
    if (!shown.empty()) read.display_name = shown;
  }
  if (const auto nodes = check_nodes(*claims, read); !nodes) return nodes.error();
  return read;
}

}  // namespace glasshell::relay::tokens
