// A store in a folder of its own, and people to put into it.
#pragma once

#include "relay/store/database.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace glasshell::relay::store {

inline wall_time at(std::int64_t seconds) { return wall_time(std::chrono::seconds(1'700'000'000 + seconds)); }

inline token_hash hash_of(std::uint8_t number) {
  token_hash made{};
  made.fill(number);
  return made;
}

inline new_user person(std::string name, store::role role = role::user) {
  return {.name = std::move(name),
          .display_name = "A person",
          .role = role,
          .password_hash = "$argon2id$",
          .must_change_password = true,
          .created_at = at(0)};
}

class with_store : public ::testing::Test {
 protected:
  with_store() { reopen(); }

  void reopen() {
    store_.reset();
    auto opened = open_sqlite_store(path_, [this](std::string_view what) { troubles_.emplace_back(what); });
    store_ = std::move(opened).value();
  }

  test::temporary_directory folder_;
  std::string path_ = folder_ / "glasshell.db";
  std::vector<std::string> troubles_;
  std::unique_ptr<database> store_;
};

}  // namespace glasshell::relay::store
