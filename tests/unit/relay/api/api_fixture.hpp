// The API over a real store, with people of every role in it.
#pragma once

#include "relay/accounts/password.hpp"
#include "relay/api/dispatch.hpp"
#include "relay/api/route_table.hpp"
#include "relay/api/tokens.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::api {

/// Cheap hashes where the cost is not what is tried.
inline std::string hash_of_password(std::string_view password) {
  constexpr accounts::password_cost cheap{.memory_kib = 64, .passes = 1, .lanes = 1};
  return accounts::hash_password(
             secret_bytes(password), [](bytes_span into) { std::ranges::fill(into, 7); }, cheap)
      .value();
}

class with_api : public testing::Test {
 protected:
  static constexpr std::string_view password_of_all = "correct horse";

  with_api() {
    database_ = std::move(store::open_sqlite_store(folder_ / "store.db", {})).value();
    for (const auto role : {store::role::user, store::role::node_operator, store::role::admin})
      add(name_of(role), role);
  }

  store::user_id add(std::string_view name, store::role role = store::role::user, bool must_change = false) {
    return database_
        ->add_user({.name = std::string(name),
                    .role = role,
                    .password_hash = hash_of_password(password_of_all),
                    .must_change_password = must_change,
                    .created_at = now_})
        .value();
  }

  /// As a browser that has a cookie of this user's.
  token session_of(std::string_view name) {
    token made = new_token(random_);
    const auto who = database_->user_named(name).value();
    database_
        ->add_web_session(
            {.user = who.id, .token = made.hash, .created_at = now_, .expires_at = now_ + std::chrono::hours(1)})
        .value();
    return made;
  }

  answer ask(std::string method, std::string path, const nlohmann::json& body = {},
             std::optional<store::token_hash> session = std::nullopt) {
    return ask_with(request{.method = std::move(method),
                            .path = std::move(path),
                            .body = body.is_null() ? secret_bytes() : secret_bytes(body.dump()),
                            .session = session,
                            .device = std::nullopt,
                            .address = "192.0.2.1",
                            .user_agent = "A browser"});
  }
  answer ask_with(request asked) {
    asked.now = now_;
    asked.since_start = clock_;
    const services with{.database = *database_,
                        .attempts = attempts_,
                        .random = random_,
                        .session_lifetime = std::chrono::hours(12),
                        .rights_changed = [this] { ++rights_changed_; }};
    return handle(asked, with);
  }
  answer ask_as(std::string_view name, std::string method, std::string path, const nlohmann::json& body = {}) {
    return ask(std::move(method), std::move(path), body, session_of(name).hash);
  }

  test::temporary_directory folder_;
  std::unique_ptr<store::database> database_;
  std::mt19937_64 generator_{1};
  random_source random_ = [this](bytes_span into) {
    for (auto& octet : into) octet = static_cast<std::uint8_t>(generator_());
  };
  sign_in_attempts attempts_{random_};
  store::wall_time now_ = store::wall_time(std::chrono::seconds(1'800'000'000));
  time_point clock_{std::chrono::hours(1)};
  int rights_changed_ = 0;
};

}  // namespace glasshell::relay::api
