#include "relay/store/sqlite/connection.hpp"

#include "relay/store/sqlite/migrations.hpp"

#include <boost/system/system_error.hpp>

#include <sqlite3.h>

#include <filesystem>

namespace glasshell::relay::store {

namespace {

[[noreturn]] void fail(errc why) { throw boost::system::system_error(make_error_code(why)); }

/// Before anything is written to it: an existing file that is no store of ours is left as it is.
void check_kind(SQLite::Database& database) {
  const int kind = database.execAndGet("PRAGMA application_id").getInt();
  const bool is_empty = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  if (kind != application_id && !(kind == 0 && is_empty)) fail(errc::no_store);
  const int version = database.execAndGet("PRAGMA user_version").getInt();
  if (static_cast<std::size_t>(version) > migrations().size()) fail(errc::newer_version);
}

SQLite::Database opened(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, lock_patience_ms);
  check_kind(database);
  // Who signs in reads hashes here. The files beside it get the same rights.
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");  // what is acknowledged outlives a power cut
  database.exec("PRAGMA foreign_keys = ON");
  database.exec("PRAGMA trusted_schema = OFF");
  database.exec("PRAGMA secure_delete = ON");
  migrate(database, migrations().size());
  return database;
}

}  // namespace

connection::connection(const std::string& path, trouble_handler on_trouble)
    : on_trouble_(std::move(on_trouble)), database_(opened(path)) {}

errc connection::code_of(const SQLite::Exception& error) const {
  switch (error.getExtendedErrorCode()) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return errc::name_taken;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return errc::not_found;
    default:
      if (on_trouble_) on_trouble_(error.what());
      return errc::unavailable;
  }
}

SQLite::Statement& connection::prepared(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    found = statements_.try_emplace(sql, database_, std::string(sql)).first;
  }
  found->second.reset();
  found->second.clearBindings();
  return found->second;
}

}  // namespace glasshell::relay::store
