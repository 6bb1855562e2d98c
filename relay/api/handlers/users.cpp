#include "relay/accounts/password.hpp"
#include "relay/api/fields.hpp"
#include "relay/api/handlers/handlers.hpp"

namespace glasshell::relay::api {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_display_name = 128;
constexpr std::size_t most_groups = 64;

struct one_time_password {
  secret_bytes text;
  std::string hash;
};

std::optional<one_time_password> make_one_time_password(const random_source& random) {
  one_time_password made{.text = accounts::new_one_time_password(random), .hash = {}};
  auto hash = accounts::hash_password(made.text, random);
  if (!hash) return std::nullopt;
  made.hash = *std::move(hash);
  return made;
}

answer refuse_busy() { return refusal(503, "busy", "The relay has too much to do. Try again in a while."); }

/// The change that a body asks for; nothing if something in it is not what it must be.
std::optional<store::user_change> change_in(const secret_json& body) {
  store::user_change wanted;
  if (has(body, "display_name") && !(wanted.display_name = text_in(body, "display_name", longest_display_name))) {
    return std::nullopt;
  }
  if (has(body, "role") && !(wanted.role = store::role_of(text_in(body, "role", longest_name).value_or("")))) {
    return std::nullopt;
  }
  if (has(body, "disabled") && !(wanted.disabled = flag_in(body, "disabled"))) return std::nullopt;
  if (has(body, "groups") && !(wanted.groups = texts_in(body, "groups", most_groups))) return std::nullopt;
  return wanted;
}

answer refuse_change() {
  return refusal(400, "malformed",
                 "A user has a display_name (at most 128 octets), a role (user, operator or admin), groups (at most "
                 "64), and is disabled or not.");
}

}  // namespace

answer list_users(call& made) {
  const auto all = made.with.database.users();
  if (!all) return refusal_of(all.error());
  auto told = nlohmann::json::array();
  for (const store::user& each : *all) told.push_back(as_json(each));
  return {.status = 200, .body = {{"users", std::move(told)}}, .word = {}};
}

answer add_user(call& made) {
  const auto name = text_in(made.body, "name", longest_name);
  if (!name || !store::is_user_name(*name)) {
    return refusal(400, "malformed", "A name has 1 to 64 letters, digits, '.', '_', '-' or '@'.");
  }
  auto wanted = change_in(made.body);
  if (!wanted) return refuse_change();
  const auto password = make_one_time_password(made.with.random);
  if (!password) return refuse_busy();
  const auto id = made.with.database.add_user({.name = *name,
                                               .display_name = wanted->display_name.value_or(""),
                                               .role = wanted->role.value_or(store::role::user),
                                               .groups = wanted->groups.value_or(std::vector<std::string>()),
                                               .password_hash = password->hash,
                                               .must_change_password = true,
                                               .created_at = made.asked.now});
  if (!id) return refusal_of(id.error());
  const auto added = made.with.database.user_of(*id);
  if (!added) return refusal_of(added.error());
  auto told = as_json(*added);
  told["one_time_password"] = password->text.text();
  return {.status = 201, .body = std::move(told), .word = {}};
}

answer tell_user(call& made) {
  const auto found = made.with.database.user_named(made.parameters.at(0));
  if (!found) return refusal_of(found.error());
  return {.status = 200, .body = as_json(*found), .word = {}};
}

answer change_user(call& made) {
  const auto wanted = change_in(made.body);
  if (!wanted) return refuse_change();
  const auto found = made.with.database.user_named(made.parameters.at(0));
  if (!found) return refusal_of(found.error());
  const auto changed = made.with.database.change_user(found->id, *wanted);
  if (!changed) return refusal_of(changed.error());
  made.with.rights_changed();
  return tell_user(made);
}

answer remove_user(call& made) {
  const auto found = made.with.database.user_named(made.parameters.at(0));
  if (!found) return refusal_of(found.error());
  const auto removed = made.with.database.remove_user(found->id);
  if (!removed) return refusal_of(removed.error());
  made.with.rights_changed();
  return {.status = 204, .body = {}, .word = {}};
}

answer renew_password(call& made) {
  const auto found = made.with.database.user_named(made.parameters.at(0));
  if (!found) return refusal_of(found.error());
  const auto password = make_one_time_password(made.with.random);
  if (!password) return refuse_busy();
  const auto set = made.with.database.set_password(found->id, password->hash, true, std::nullopt);
  if (!set) return refusal_of(set.error());
  made.with.rights_changed();
  return {.status = 200, .body = {{"one_time_password", password->text.text()}}, .word = {}};
}

}  // namespace glasshell::relay::api
