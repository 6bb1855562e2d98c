#include "relay/api/dispatch.hpp"

#include "relay/api/route_table.hpp"

#include <utility>

namespace glasshell::relay::api {

namespace {

/// How much later than before a session is seen, to be worth a write.
constexpr std::chrono::minutes seen_anew{1};

constexpr int deepest_json = 8;

/// @return an object; nothing for what is none
std::optional<secret_json> parsed(const secret_bytes& body) {
  if (body.empty()) return secret_json::object();
  const auto not_too_deep = [](int depth, secret_json::parse_event_t /*event*/, secret_json& /*value*/) {
    return depth <= deepest_json;
  };
  auto read = secret_json::parse(body.text(), not_too_deep, false);
  if (!read.is_object()) return std::nullopt;
  return read;
}

answer refuse_unavailable() {
  return refusal(503, "store_unavailable",
                 "The relay cannot use its store now. Its operator finds the reason in the log.");
}

/// Why who asks may not call the route; nothing if they may.
std::optional<answer> refuse_access(access wanted, const std::optional<store::signed_in>& who) {
  if (wanted == access::anyone) return std::nullopt;
  if (!who) return refusal(401, "not_signed_in", "Sign in first.");
  if (wanted == access::new_password) return std::nullopt;
  if (who->user.must_change_password) {
    return refusal(403, "password_must_change", "Choose a password of your own first.");
  }
  const store::role role = who->user.role;
  switch (wanted) {
    case access::anyone:
    case access::new_password:
    case access::signed_in:
      return std::nullopt;
    case access::node_operators:
      if (role == store::role::node_operator || role == store::role::admin) return std::nullopt;
      break;
    case access::admins:
      if (role == store::role::admin) return std::nullopt;
      break;
  }
  return refusal(403, "not_permitted", "Your role does not allow this. Ask an admin of this relay.");
}

}  // namespace

answer refusal(unsigned status, std::string_view word, std::string_view text) {
  return {.status = status, .body = {{"error", word}, {"text", text}}, .word = word};
}

answer handle(const request& asked, const services& with) {
  std::vector<std::string_view> methods;
  auto found = find_route(asked.method, asked.path, methods);
  if (!found && methods.empty()) return refusal(404, "not_found", "There is nothing at this address.");
  if (!found) return refusal(405, "method", "This address has no such method.");

  call made{.asked = asked, .with = with, .parameters = std::move(found->parameters), .body = {}, .who = {}};
  if (asked.session) {
    auto session = with.database.web_session_of(*asked.session, asked.now);
    if (!session) return refuse_unavailable();
    made.who = *std::move(session);
  }
  if (auto refused = refuse_access(found->where->access, made.who)) return *std::move(refused);
  auto body = parsed(asked.body);
  if (!body) return refusal(400, "malformed", "The body must be a JSON object.");
  made.body = *std::move(body);
  if (made.who && made.who->session.seen_at + seen_anew < asked.now) {
    // Not worth a refusal: it is only shown.
    static_cast<void>(with.database.see_web_session(made.who->session.id, asked.now));
  }
  return found->where->handle(made);
}

}  // namespace glasshell::relay::api
