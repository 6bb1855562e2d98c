// Users and their groups.
#include "relay/store/sqlite/sqlite_database.hpp"

namespace glasshell::relay::store {

// ---- within a call ----

user sqlite_database::user_in(SQLite::Statement& row) const {
  user made;
  made.id = user_id(row.getColumn("id").getInt64());
  made.name = row.getColumn("name").getString();
  made.display_name = row.getColumn("display_name").getString();
  made.role = role_of(row.getColumn("role").getString()).value_or(role::user);
  made.password_hash = row.getColumn("password_hash").getString();
  made.must_change_password = row.getColumn("must_change_password").getInt() != 0;
  made.disabled = row.getColumn("disabled").getInt() != 0;
  made.created_at = time_in(row.getColumn("created_at"));
  const SQLite::Column signed_in_at = row.getColumn("signed_in_at");
  if (!signed_in_at.isNull()) made.signed_in_at = time_in(signed_in_at);
  made.groups = groups_of(made.id);
  return made;
}

std::vector<std::string> sqlite_database::groups_of(user_id id) const {
  std::vector<std::string> groups;
  auto& row = connection_.statement("SELECT group_name FROM memberships WHERE user = ? ORDER BY group_name", id);
  while (row.executeStep()) groups.push_back(row.getColumn(0).getString());
  return groups;
}

void sqlite_database::set_groups(user_id id, const std::vector<std::string>& groups) {
  connection_.run("DELETE FROM memberships WHERE user = ?", id);
  for (const std::string& each : groups) {
    connection_.run("INSERT OR IGNORE INTO memberships (user, group_name) VALUES (?, ?)", id, each);
  }
}

bool sqlite_database::has_admin() const {
  return connection_.statement("SELECT 1 FROM users WHERE role = 'admin' AND NOT disabled LIMIT 1").executeStep();
}

// ---- calls ----

result<user_id> sqlite_database::add_user(const new_user& who) {
  return connection_.change([&]() -> result<user_id> {
    connection_.run(
        "INSERT INTO users (name, display_name, role, password_hash, must_change_password, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        who.name, who.display_name, name_of(who.role), who.password_hash, who.must_change_password, who.created_at);
    const auto id = user_id(connection_.last_id());
    set_groups(id, who.groups);
    return id;
  });
}

result<user> sqlite_database::user_named(std::string_view name) const {
  return connection_.read([&]() -> result<user> {
    auto& row = connection_.statement("SELECT * FROM users WHERE name = ?", name);
    if (!row.executeStep()) return errc::not_found;
    return user_in(row);
  });
}

result<user> sqlite_database::user_of(user_id id) const {
  return connection_.read([&]() -> result<user> {
    auto& row = connection_.statement("SELECT * FROM users WHERE id = ?", id);
    if (!row.executeStep()) return errc::not_found;
    return user_in(row);
  });
}

result<std::vector<user>> sqlite_database::users() const {
  return connection_.read([&]() -> result<std::vector<user>> {
    std::vector<user> all;
    auto& row = connection_.statement("SELECT * FROM users ORDER BY name");
    while (row.executeStep()) all.push_back(user_in(row));
    return all;
  });
}

result<void> sqlite_database::change_user(user_id id, const user_change& change) {
  return connection_.change([&]() -> result<void> {
    const bool had_admin = has_admin();
    const int changed = connection_.run(
        "UPDATE users SET display_name = ifnull(?, display_name), role = ifnull(?, role), disabled = ifnull(?, "
        "disabled) "
        "WHERE id = ?",
        change.display_name, change.role ? std::optional(name_of(*change.role)) : std::nullopt, change.disabled, id);
    if (changed == 0) return errc::not_found;
    if (had_admin && !has_admin()) return errc::last_admin;
    if (change.groups) set_groups(id, *change.groups);
    if (change.disabled.value_or(false)) connection_.run("DELETE FROM web_sessions WHERE user = ?", id);
    return {};
  });
}

result<void> sqlite_database::set_password(user_id id, std::string_view password_hash, bool must_change,
                                           std::optional<web_session_id> except) {
  return connection_.change([&]() -> result<void> {
    const int changed = connection_.run("UPDATE users SET password_hash = ?, must_change_password = ? WHERE id = ?",
                                        password_hash, must_change, id);
    if (changed == 0) return errc::not_found;
    connection_.run("DELETE FROM web_sessions WHERE user = ? AND id IS NOT ?", id, except);
    return {};
  });
}

result<void> sqlite_database::renew_password_hash(user_id id, std::string_view from, std::string_view to) {
  return connection_.change([&]() -> result<void> {
    connection_.run("UPDATE users SET password_hash = ? WHERE id = ? AND password_hash = ?", to, id, from);
    return {};
  });
}

result<void> sqlite_database::remove_user(user_id id) {
  return connection_.change([&]() -> result<void> {
    const bool had_admin = has_admin();
    if (connection_.run("DELETE FROM users WHERE id = ?", id) == 0) return errc::not_found;
    if (had_admin && !has_admin()) return errc::last_admin;
    return {};
  });
}

}  // namespace glasshell::relay::store
