#include "store_fixture.hpp"

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <filesystem>
#include <thread>

namespace glasshell::relay::store {
namespace {

namespace files = std::filesystem;

class a_store : public with_store {
 protected:
  errc error_of(const std::string& path) {
    const auto opened = open_sqlite_store(path, [this](std::string_view what) { troubles_.emplace_back(what); });
    return opened ? errc{} : static_cast<errc>(opened.error().value());
  }
};

TEST_F(a_store, is_readable_for_its_owner_alone) {
  constexpr auto others = files::perms::group_all | files::perms::others_all;
  ASSERT_TRUE(store_->add_user(person("ana")));
  for (const auto& each : files::directory_iterator(folder_.path())) {
    EXPECT_EQ(each.status().permissions() & others, files::perms::none) << each.path();
  }
}

TEST_F(a_store, is_not_made_of_what_is_something_else) {
  EXPECT_EQ(error_of(folder_.write("text", std::string(5000, 'x'))), errc::no_store);
  const std::string foreign = folder_ / "foreign.db";
  {
    SQLite::Database other(foreign, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE t (x)");
  }
  EXPECT_EQ(error_of(foreign), errc::no_store);
  EXPECT_EQ(error_of(folder_ / "no/such/folder.db"), errc::cannot_be_made);
  EXPECT_FALSE(troubles_.empty());
}

TEST_F(a_store, of_a_newer_version_is_left_alone) {
  store_.reset();
  {
    SQLite::Database newer(path_, SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 1000");
  }
  EXPECT_EQ(error_of(path_), errc::newer_version);
}

TEST_F(a_store, is_copied_while_it_is_written_to) {
  std::atomic<bool> over = false;
  std::thread writing([&] {
    for (int i = 0; !over; ++i) store_->add_user(person("user-" + std::to_string(i))).value();
  });
  while (store_->users().value().size() < 20) std::this_thread::yield();
  const std::string copy = folder_ / "copy.db";
  const auto copied = back_up_sqlite_store(path_, copy, {});
  over = true;
  writing.join();
  ASSERT_TRUE(copied) << copied.error().message();
  const auto opened = open_sqlite_store(copy, {});
  ASSERT_TRUE(opened);
  EXPECT_GE((*opened)->users().value().size(), 20U);
}

TEST_F(a_store, is_not_copied_over_another_file_or_from_nothing) {
  const std::string there = folder_.write("there", "precious");
  EXPECT_EQ(back_up_sqlite_store(path_, there, {}).error(), errc::cannot_be_made);
  EXPECT_EQ(test::read_file(there), "precious");
  EXPECT_EQ(back_up_sqlite_store(folder_ / "nothing", folder_ / "copy", {}).error(), errc::not_found);
  EXPECT_FALSE(files::exists(folder_ / "nothing"));
  EXPECT_EQ(back_up_sqlite_store(there, folder_ / "copy", {}).error(), errc::no_store);
  EXPECT_FALSE(files::exists(folder_ / "copy"));
}

TEST_F(a_store, is_used_by_two_processes_and_many_threads_at_a_time) {
  const auto other = open_sqlite_store(path_, {}).value();
  constexpr int each = 25;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      database& mine = thread % 2 == 0 ? *store_ : *other;
      for (int i = 0; i < each; ++i) mine.add_user(person(std::to_string(thread) + "-" + std::to_string(i))).value();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store_->users().value().size(), 4U * each);
  EXPECT_TRUE(troubles_.empty());
}

}  // namespace
}  // namespace glasshell::relay::store
