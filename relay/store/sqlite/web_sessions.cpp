// Who is signed in with which browser, and which browsers somebody has signed in with before.
#include "relay/store/sqlite/sqlite_database.hpp"

namespace glasshell::relay::store {

namespace {

web_session session_in(SQLite::Statement& row) {
  web_session made;
  made.id = web_session_id(row.getColumn("id").getInt64());
  made.user = user_id(row.getColumn("user").getInt64());
  made.created_at = time_in(row.getColumn("created_at"));
  made.seen_at = time_in(row.getColumn("seen_at"));
  made.expires_at = time_in(row.getColumn("expires_at"));
  made.address = row.getColumn("address").getString();
  made.user_agent = row.getColumn("user_agent").getString();
  return made;
}

/// Of one user; the one that was seen least recently goes.
constexpr std::int64_t most_devices = 20;
constexpr std::int64_t most_web_sessions = 50;

}  // namespace

result<web_session_id> sqlite_database::add_web_session(const new_web_session& session) {
  return connection_.change([&]() -> result<web_session_id> {
    const int signed_in = connection_.run("UPDATE users SET signed_in_at = ? WHERE id = ? AND NOT disabled",
                                          session.created_at, session.user);
    if (signed_in == 0) return errc::not_found;
    connection_.run(
        "INSERT INTO web_sessions (user, token, created_at, seen_at, expires_at, address, user_agent) "
        "VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
        session.user, session.token, session.created_at, session.expires_at, session.address, session.user_agent);
    const auto id = web_session_id(connection_.last_id());
    connection_.run(
        "DELETE FROM web_sessions WHERE id IN "
        "(SELECT id FROM web_sessions WHERE user = ? ORDER BY seen_at DESC, id DESC LIMIT -1 OFFSET ?)",
        session.user, most_web_sessions);
    return id;
  });
}

result<std::optional<signed_in>> sqlite_database::web_session_of(const token_hash& token, wall_time now) const {
  return connection_.read([&]() -> result<std::optional<signed_in>> {
    auto& row = connection_.statement("SELECT * FROM web_sessions WHERE token = ? AND expires_at > ?", token, now);
    if (!row.executeStep()) return std::nullopt;
    signed_in found;
    found.session = session_in(row);
    auto& owner = connection_.statement("SELECT * FROM users WHERE id = ? AND NOT disabled", found.session.user);
    if (!owner.executeStep()) return std::nullopt;
    found.user = user_in(owner);
    return found;
  });
}

result<void> sqlite_database::see_web_session(web_session_id id, wall_time now) {
  return connection_.change([&]() -> result<void> {
    connection_.run("UPDATE web_sessions SET seen_at = max(seen_at, ?) WHERE id = ?", now, id);
    return {};
  });
}

result<std::vector<web_session>> sqlite_database::web_sessions_of(user_id user, wall_time now) const {
  return connection_.read([&]() -> result<std::vector<web_session>> {
    std::vector<web_session> all;
    auto& row = connection_.statement(
        "SELECT * FROM web_sessions WHERE user = ? AND expires_at > ? ORDER BY created_at DESC, id DESC", user, now);
    while (row.executeStep()) all.push_back(session_in(row));
    return all;
  });
}

result<void> sqlite_database::remove_web_session(user_id user, web_session_id id) {
  return connection_.change([&]() -> result<void> {
    if (connection_.run("DELETE FROM web_sessions WHERE id = ? AND user = ?", id, user) == 0) return errc::not_found;
    return {};
  });
}

result<std::size_t> sqlite_database::remove_expired_web_sessions(wall_time now) {
  return connection_.change([&]() -> result<std::size_t> {
    return static_cast<std::size_t>(connection_.run("DELETE FROM web_sessions WHERE expires_at <= ?", now));
  });
}

result<void> sqlite_database::add_device(user_id user, const token_hash& device, wall_time now) {
  return connection_.change([&]() -> result<void> {
    connection_.run(
        "INSERT INTO devices (user, device, added_at) VALUES (?, ?, ?) "
        "ON CONFLICT (user, device) DO UPDATE SET added_at = excluded.added_at",
        user, device, now);
    connection_.run(
        "DELETE FROM devices WHERE user = ?1 AND device NOT IN "
        "(SELECT device FROM devices WHERE user = ?1 ORDER BY added_at DESC LIMIT ?2)",
        user, most_devices);
    return {};
  });
}

result<bool> sqlite_database::has_device(user_id user, const token_hash& device) const {
  return connection_.read([&]() -> result<bool> {
    return connection_.statement("SELECT 1 FROM devices WHERE user = ? AND device = ?", user, device).executeStep();
  });
}

}  // namespace glasshell::relay::store
