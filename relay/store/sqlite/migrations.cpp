#include "relay/store/sqlite/migrations.hpp"

#include <SQLiteCpp/Transaction.h>

#include <array>
#include <string>

namespace glasshell::relay::store {

namespace {

constexpr std::array<std::string_view, 1> steps{
    // 1: users, who is signed in, who may reach what
    R"sql(
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('user', 'operator', 'admin')),
  password_hash TEXT NOT NULL,
  must_change_password INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  signed_in_at INTEGER
) STRICT;
CREATE TABLE memberships (
  user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  group_name TEXT NOT NULL COLLATE NOCASE,
  PRIMARY KEY (user, group_name)
) STRICT, WITHOUT ROWID;
CREATE TABLE web_sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX web_sessions_by_user ON web_sessions (user);
CREATE INDEX web_sessions_by_end ON web_sessions (expires_at);
CREATE TABLE devices (
  user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (user, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('everyone', 'group', 'user')),
  subject TEXT NOT NULL COLLATE NOCASE,
  label TEXT NOT NULL,
  UNIQUE (kind, subject, label)
) STRICT;
)sql",
};

}  // namespace

std::span<const std::string_view> migrations() noexcept { return steps; }

void migrate(SQLite::Database& database, std::size_t up_to) {
  const auto version = [&] { return static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt()); };
  while (version() < up_to) {
    // Immediate: of two relays that open the store at once, the second one finds the step made.
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const std::size_t made = version();
    if (made < up_to) {
      database.exec(std::string(steps.at(made)));
      database.exec("PRAGMA application_id = " + std::to_string(application_id));
      database.exec("PRAGMA user_version = " + std::to_string(made + 1));
    }
    transaction.commit();
  }
}

}  // namespace glasshell::relay::store
