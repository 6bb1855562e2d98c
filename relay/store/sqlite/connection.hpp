// One connection to a file of SQLite behind one lock, and how a statement becomes a result: exceptions end here.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "relay/store/database.hpp"
#include "relay/store/errc.hpp"
#include "relay/store/records.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace glasshell::relay::store {

/// How long another process may hold the file: a command of the operator's that writes, or a copy.
inline constexpr int lock_patience_ms = 5'000;

/// @par Thread safety  `read` and `change` from any thread, but not from within each other; the rest within them.
class connection {
 public:
  /// Opens the file, or makes it, and brings it up to date.
  /// @par Errors  Throws SQLite::Exception, or boost::system::system_error with an errc.
  connection(const std::string& path, trouble_handler on_trouble);

  /// @param work  returns a result
  template <class Work>
  auto read(const Work& work) -> decltype(work()) {
    const std::lock_guard lock(mutex_);
    return guarded(work);
  }

  /// In a transaction, which is undone unless `work` returns a value.
  template <class Work>
  auto change(const Work& work) -> decltype(work()) {
    const std::lock_guard lock(mutex_);
    return guarded([&]() -> decltype(work()) {
      SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
      auto value = work();
      if (value) transaction.commit();
      return value;
    });
  }

  /// A statement with its parameters in order; made once, and to be used to its end before the same one is asked for again.
  /// @par Lifetime  Texts and octets are copied.
  template <class... Values>
  SQLite::Statement& statement(std::string_view sql, const Values&... values) {
    SQLite::Statement& made = prepared(sql);
    int place = 0;
    (bind(made, ++place, values), ...);
    return made;
  }

  /// Runs a statement that answers nothing. @return how many rows it changed
  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    return statement(sql, values...).exec();
  }

  [[nodiscard]] std::int64_t last_id() const { return database_.getLastInsertRowid(); }

 private:
  template <class Work>
  auto guarded(const Work& work) -> decltype(work()) {
    try {
      return work();
    } catch (const SQLite::Exception& error) {
      return code_of(error);
    }
  }

  errc code_of(const SQLite::Exception& error) const;
  SQLite::Statement& prepared(std::string_view sql);

  static void bind(SQLite::Statement& to, int place, std::string_view text) { to.bind(place, std::string(text)); }
  static void bind(SQLite::Statement& to, int place, wall_time at) { to.bind(place, at.time_since_epoch().count()); }
  static void bind(SQLite::Statement& to, int place, bool value) { to.bind(place, value ? 1 : 0); }
  static void bind(SQLite::Statement& to, int place, std::int64_t value) { to.bind(place, value); }
  static void bind(SQLite::Statement& to, int place, const token_hash& hash) {
    to.bind(place, hash.data(), static_cast<int>(hash.size()));
  }
  template <class T>
  static void bind(SQLite::Statement& to, int place, const std::optional<T>& value) {
    if (value)
      bind(to, place, *value);
    else
      to.bind(place);
  }
  template <class Id>
  requires std::is_enum_v<Id>
  static void bind(SQLite::Statement& to, int place, Id id) { to.bind(place, static_cast<std::int64_t>(id)); }

  std::mutex mutex_;
  trouble_handler on_trouble_;
  SQLite::Database database_;
  std::map<std::string_view, SQLite::Statement> statements_;  // they go before the database
};

inline wall_time time_in(const SQLite::Column& column) {
  return wall_time(std::chrono::milliseconds(column.getInt64()));
}

}  // namespace glasshell::relay::store
