// The schema, as the steps that make it from nothing. A step that was released is never changed: another one follows it.
#pragma once

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <span>
#include <string_view>

namespace glasshell::relay::store {

/// What tells a store from other databases of SQLite: `PRAGMA application_id`. "gshl"
inline constexpr int application_id = 0x6773686c;

/// In order; `PRAGMA user_version` says how many have been made.
std::span<const std::string_view> migrations() noexcept;

/// Makes those steps that are missing, each in a transaction of its own. @param up_to  for tests: no further than this
/// @par Errors  Throws SQLite::Exception.
void migrate(SQLite::Database& database, std::size_t up_to);

}  // namespace glasshell::relay::store
