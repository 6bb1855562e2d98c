// A process is killed in the middle of writing, again and again: nothing is corrupt, and nothing that was acknowledged is lost.
#include "store_fixture.hpp"

#include <SQLiteCpp/Database.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <random>

namespace glasshell::relay::store {
namespace {

constexpr int kills = 200;

/// Changes the store in every way, and tells each change once it is acknowledged. Ends only by being killed.
[[noreturn]] void write_without_end(const std::string& path, int acknowledgements, int from) {
  const auto opened = open_sqlite_store(path, {});
  if (!opened) _exit(EXIT_FAILURE);
  database& all = **opened;
  for (int i = from;; ++i) {
    const std::string name = "user-" + std::to_string(i);
    const auto id = all.add_user(person(name));
    bool good = id.has_value();
    good = good && all.change_user(*id, {.role = role::admin, .groups = std::vector<std::string>{"a", "b"}});
    good = good && all.set_password(*id, "$" + name, false, std::nullopt);
    token_hash token{};
    for (unsigned octet = 0; octet < sizeof(i); ++octet) token.at(octet) = static_cast<std::uint8_t>(i >> (8 * octet));
    good = good && all.add_web_session({.user = *id,
                                        .token = token,
                                        .created_at = at(i),
                                        .expires_at = at(i + 1000),
                                        .address = {},
                                        .user_agent = {}});
    good = good && all.add_device(*id, token, at(i));
    good = good && all.add_rule({.kind = subject_kind::user, .subject = name, .label = "x"});
    if (i > from && good) good = all.remove_user(all.user_named("user-" + std::to_string(i - 1))->id).has_value();
    if (!good || write(acknowledgements, &i, sizeof(i)) != sizeof(i)) _exit(EXIT_FAILURE);
  }
}

TEST(a_store_whose_process_is_killed, is_whole_and_has_all_that_was_acknowledged) {
  const test::temporary_directory folder;
  const std::string path = folder / "glasshell.db";
  ASSERT_TRUE(open_sqlite_store(path, {}));
  std::mt19937 random(1);
  int last = -1;
  int rounds_with_writes = 0;
  for (int round = 0; round < kills; ++round) {
    std::array<int, 2> pipe_ends{};
    ASSERT_EQ(pipe(pipe_ends.data()), 0);
    const int from = last + 2;  // the one after the last may be there, unacknowledged
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_without_end(path, pipe_ends[1], from);
    close(pipe_ends[1]);
    const timespec pause{.tv_sec = 0, .tv_nsec = std::uniform_int_distribution<long>(1'000'000, 60'000'000)(random)};
    nanosleep(&pause, nullptr);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    int acknowledged = -1;
    for (int one = 0; read(pipe_ends[0], &one, sizeof(one)) == sizeof(one);) acknowledged = one;
    close(pipe_ends[0]);

    SQLite::Database looked_at(path, SQLite::OPEN_READWRITE);
    ASSERT_EQ(looked_at.execAndGet("PRAGMA integrity_check").getString(), "ok") << "round " << round;
    ASSERT_EQ(looked_at.execAndGet("SELECT count(*) FROM pragma_foreign_key_check").getInt(), 0);
    const auto opened = open_sqlite_store(path, {});
    ASSERT_TRUE(opened);
    if (acknowledged >= 0) {
      ++rounds_with_writes;
      const auto there = (*opened)->user_named("user-" + std::to_string(acknowledged));
      // The writer may have begun to remove it again, which it does only when the next one is complete.
      const auto next = (*opened)->user_named("user-" + std::to_string(acknowledged + 1));
      ASSERT_TRUE(there || next) << "round " << round;
      const user& seen = there ? *there : *next;
      EXPECT_EQ(seen.role, role::admin);
      EXPECT_EQ(seen.groups.size(), 2U);
      EXPECT_EQ(seen.password_hash, "$" + seen.name);
      EXPECT_EQ((*opened)->web_sessions_of(seen.id, at(0)).value().size(), 1U);
      if (acknowledged > from) {
        EXPECT_FALSE((*opened)->user_named("user-" + std::to_string(acknowledged - 1)));
      }
      last = acknowledged;
    } else {
      last = from;
    }
  }
  EXPECT_GT(rounds_with_writes, kills / 4);
}

}  // namespace
}  // namespace glasshell::relay::store
