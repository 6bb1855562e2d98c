// Opening a store, and copying it.
#include "relay/store/sqlite/migrations.hpp"
#include "relay/store/sqlite/sqlite_database.hpp"

#include <SQLiteCpp/Backup.h>
#include <boost/system/system_error.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

namespace glasshell::relay::store {

namespace {

namespace files = std::filesystem;

/// Runs `work`, whose exceptions say that a file cannot be used.
template <class Work>
auto opening(const Work& work, const trouble_handler& on_trouble) -> decltype(work()) {
  try {
    return work();
  } catch (const boost::system::system_error& error) {
    return error.code();
  } catch (const files::filesystem_error& error) {
    if (on_trouble) on_trouble(error.what());
    return errc::cannot_be_made;
  } catch (const SQLite::Exception& error) {
    if (on_trouble) on_trouble(error.what());
    return error.getErrorCode() == SQLITE_NOTADB ? errc::no_store : errc::cannot_be_made;
  }
}

}  // namespace

result<std::unique_ptr<database>> open_sqlite_store(const std::string& path, trouble_handler on_trouble) {
  return opening(
      [&]() -> result<std::unique_ptr<database>> { return std::make_unique<sqlite_database>(path, on_trouble); },
      on_trouble);
}

result<void> back_up_sqlite_store(const std::string& from, const std::string& to, const trouble_handler& on_trouble) {
  if (!files::exists(from)) return errc::not_found;
  if (files::exists(to)) return errc::cannot_be_made;
  const auto copied = opening(
      [&]() -> result<void> {
        SQLite::Database source(from, SQLite::OPEN_READWRITE, lock_patience_ms);
        if (source.execAndGet("PRAGMA application_id").getInt() != application_id) return errc::no_store;
        SQLite::Database copy(to, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        files::permissions(to, files::perms::owner_read | files::perms::owner_write);
        SQLite::Backup(copy, source).executeStep();  // all of it, as it is at one moment
        return {};
      },
      on_trouble);
  std::error_code ignored;
  if (!copied) files::remove(to, ignored);
  return copied;
}

}  // namespace glasshell::relay::store
