#include "relay/store/sqlite/migrations.hpp"

#include "store_fixture.hpp"

namespace glasshell::relay::store {
namespace {

std::string schema_of(const std::string& path) {
  const SQLite::Database database(path);
  SQLite::Statement row(database, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");
  std::string all;
  while (row.executeStep()) all += row.getColumn(0).getString() + "\n";
  return all;
}

/// What a relay of each earlier version has written.
void fill(SQLite::Database& database, std::size_t version) {
  if (version >= 1) {
    database.exec(
        "INSERT INTO users (name, display_name, role, password_hash, must_change_password, created_at) "
        "VALUES ('ana', 'Ana', 'admin', '$argon2id$', 0, 1700000000000)");
    database.exec("INSERT INTO memberships VALUES (1, 'ops')");
    database.exec(
        "INSERT INTO web_sessions (user, token, created_at, seen_at, expires_at, address, user_agent) "
        "VALUES (1, zeroblob(32), 1, 1, 1800000000000, '::1', 'x')");
    database.exec("INSERT INTO rules (kind, subject, label) VALUES ('user', 'ana', 'web')");
  }
}

class an_older_store : public testing::TestWithParam<std::size_t> {};

TEST_P(an_older_store, is_brought_up_to_date_with_all_that_is_in_it) {
  const test::temporary_directory folder;
  const std::string path = folder / "old.db";
  {
    SQLite::Database old(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(old, GetParam());
    fill(old, GetParam());
  }
  const std::string fresh_path = folder / "new.db";
  ASSERT_TRUE(open_sqlite_store(fresh_path, {}));
  const auto opened = open_sqlite_store(path, {});
  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_EQ(schema_of(path), schema_of(fresh_path));
  if (GetParam() < 1) return;
  const user ana = (*opened)->user_named("ana").value();
  EXPECT_EQ(ana.role, role::admin);
  EXPECT_EQ(ana.groups, std::vector<std::string>{"ops"});
  EXPECT_TRUE((*opened)->web_session_of(token_hash{}, at(0)).value().has_value());
  EXPECT_EQ((*opened)->rules().value().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(of_each_version, an_older_store, testing::Range(std::size_t{0}, migrations().size() + 1));

}  // namespace
}  // namespace glasshell::relay::store
