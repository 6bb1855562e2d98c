#include "relay/accounts/errc.hpp"
#include "relay/accounts/password.hpp"
#include "relay/api/fields.hpp"
#include "relay/api/handlers/handlers.hpp"
#include "relay/api/tokens.hpp"

namespace glasshell::relay::api {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_user_agent = 256;
/// How long a browser is known again. Chromium keeps no cookie for longer.
constexpr std::chrono::days device_lifetime{400};

/// One sentence for whatever is wrong: which part it is is what a guesser asks for.
answer refuse_credentials() { return refusal(401, "wrong_credentials", "The name or the password is wrong."); }

answer refuse_pace(std::chrono::milliseconds wait) {
  answer made = refusal(429, "too_many_attempts", "There were too many attempts in vain. Wait, and try again.");
  made.retry_after = std::chrono::ceil<std::chrono::seconds>(wait);
  return made;
}

answer refuse_password(const error_code& why) {
  if (why == accounts::errc::password_too_short) {
    return refusal(400, "password_too_short", "A password has at least 8 characters.");
  }
  return refusal(400, "password_unusable", "A password has at most 1024 octets, and no NUL among them.");
}

/// Takes the time of one hash, whether or not there is such a user.
result<void> verify(const result<store::user>& who, const secret_bytes& password) {
  if (!who || who->disabled || who->password_hash.empty()) return accounts::verify_password_of_nobody(password);
  return accounts::verify_password(password, who->password_hash);
}

struct attempt {
  std::string name;
  std::optional<std::string> device;  ///< of a browser that this user has signed in with before
};

attempt attempt_in(const call& made, const std::string& name, const result<store::user>& who) {
  attempt found{.name = name, .device = {}};
  if (!made.asked.device || !who) return found;
  const auto known = made.with.database.has_device(who->id, *made.asked.device);
  if (known && *known) found.device = std::string(made.asked.device->begin(), made.asked.device->end());
  return found;
}

answer begin_web_session(call& made, const store::user& who, bool device_known) {
  const store::wall_time now = made.asked.now;
  token session = new_token(made.with.random);
  const auto added =
      made.with.database.add_web_session({.user = who.id,
                                          .token = session.hash,
                                          .created_at = now,
                                          .expires_at = now + made.with.session_lifetime,
                                          .address = made.asked.address,
                                          .user_agent = made.asked.user_agent.substr(0, longest_user_agent)});
  if (!added) return refusal_of(added.error());
  answer told{.status = 200, .body = as_json(who), .word = {}};
  told.cookies.push_back({.what = cookie::kind::session,
                          .value = std::move(session.text),
                          .lifetime = std::chrono::floor<std::chrono::seconds>(made.with.session_lifetime)});
  if (!device_known) {
    token device = new_token(made.with.random);
    if (made.with.database.add_device(who.id, device.hash, now)) {
      told.cookies.push_back(
          {.what = cookie::kind::device, .value = std::move(device.text), .lifetime = device_lifetime});
    }
  }
  return told;
}

}  // namespace

answer sign_in(call& made) {
  const auto name = text_in(made.body, "name", longest_name);
  const auto password = secret_in(made.body, "password", accounts::most_password_bytes);
  if (!name || !password) return refusal(400, "malformed", "Signing in takes a name and a password.");

  const auto who = made.with.database.user_named(*name);
  if (!who && who.error() != store::errc::not_found) return refusal_of(who.error());
  const attempt tried = attempt_in(made, *name, who);
  if (const auto wait = made.with.attempts.begin(tried.name, made.asked.address, tried.device, made.asked.since_start))
    return refuse_pace(*wait);
  const auto verified = verify(who, *password);
  if (!verified) return refuse_credentials();
  made.with.attempts.succeeded(tried.name, made.asked.address, tried.device, made.asked.since_start);
  if (accounts::needs_rehash(who->password_hash)) {
    const auto renewed = accounts::hash_password(*password, made.with.random);
    if (renewed) static_cast<void>(made.with.database.renew_password_hash(who->id, who->password_hash, *renewed));
  }
  // Rotated: a session that this browser had ends.
  if (made.who) static_cast<void>(made.with.database.remove_web_session(made.who->user.id, made.who->session.id));
  return begin_web_session(made, *who, tried.device.has_value());
}

answer sign_out(call& made) {
  const auto removed = made.with.database.remove_web_session(made.user().id, made.who->session.id);
  if (!removed && removed.error() != store::errc::not_found) return refusal_of(removed.error());
  made.with.rights_changed();
  answer told{.status = 204, .body = {}, .word = {}};
  told.cookies.push_back({.what = cookie::kind::session, .value = {}});
  return told;
}

answer tell_me(call& made) {
  auto told = as_json(made.user());
  told["session"] = static_cast<std::int64_t>(made.who->session.id);
  return {.status = 200, .body = std::move(told), .word = {}};
}

answer change_my_password(call& made) {
  const auto current = secret_in(made.body, "current", accounts::most_password_bytes);
  const auto wanted = secret_in(made.body, "new", accounts::most_password_bytes + 1);
  if (!current || !wanted)
    return refusal(400, "malformed", "Changing a password takes the current one and the new one.");
  if (const auto usable = accounts::check_new_password(*wanted); !usable) return refuse_password(usable.error());
  const store::user& who = made.user();
  const std::string device = "session " + std::to_string(static_cast<std::int64_t>(made.who->session.id));
  if (const auto wait = made.with.attempts.begin(who.name, made.asked.address, device, made.asked.since_start))
    return refuse_pace(*wait);
  if (!verify(who, *current)) return refusal(403, "wrong_password", "The current password is wrong.");
  made.with.attempts.succeeded(who.name, made.asked.address, device, made.asked.since_start);
  if (equal_in_constant_time(current->view(), wanted->view())) {
    return refusal(400, "password_unchanged", "This is the password that you have. Choose another one.");
  }
  const auto hash = accounts::hash_password(*wanted, made.with.random);
  if (!hash) return refusal(503, "busy", "The relay has too much to do. Try again in a while.");
  const auto set = made.with.database.set_password(who.id, *hash, false, made.who->session.id);
  if (!set) return refusal_of(set.error());
  made.with.rights_changed();
  return {.status = 204, .body = {}, .word = {}};
}

answer list_my_sessions(call& made) {
  const auto all = made.with.database.web_sessions_of(made.user().id, made.asked.now);
  if (!all) return refusal_of(all.error());
  auto told = nlohmann::json::array();
  for (const store::web_session& each : *all) {
    told.push_back(as_json(each));
    told.back()["current"] = each.id == made.who->session.id;
  }
  return {.status = 200, .body = {{"sessions", std::move(told)}}, .word = {}};
}

answer end_my_session(call& made) {
  const auto id = number_of(made.parameters.at(0));
  if (!id) return refusal(404, "not_found", "There is nothing of this name.");
  const auto removed = made.with.database.remove_web_session(made.user().id, store::web_session_id(*id));
  if (!removed) return refusal_of(removed.error());
  made.with.rights_changed();
  return {.status = 204, .body = {}, .word = {}};
}

}  // namespace glasshell::relay::api
