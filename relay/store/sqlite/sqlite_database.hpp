// The store in a file of SQLite. What is read is small, so one connection does; the operator's commands, which are processes of their
// own, use the same file meanwhile, by its write-ahead log.
#pragma once

#include "relay/store/database.hpp"
#include "relay/store/sqlite/connection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::store {

class sqlite_database final : public database {
 public:
  /// @par Errors  as the connection's
  sqlite_database(const std::string& path, trouble_handler on_trouble) : connection_(path, std::move(on_trouble)) {}

  result<user_id> add_user(const new_user& who) override;
  [[nodiscard]] result<user> user_named(std::string_view name) const override;
  [[nodiscard]] result<user> user_of(user_id id) const override;
  [[nodiscard]] result<std::vector<user>> users() const override;
  result<void> change_user(user_id id, const user_change& change) override;
  result<void> set_password(user_id id, std::string_view password_hash, bool must_change,
                            std::optional<web_session_id> except) override;
  result<void> renew_password_hash(user_id id, std::string_view from, std::string_view to) override;
  result<void> remove_user(user_id id) override;

  result<web_session_id> add_web_session(const new_web_session& session) override;
  [[nodiscard]] result<std::optional<signed_in>> web_session_of(const token_hash& token, wall_time now) const override;
  result<void> see_web_session(web_session_id id, wall_time now) override;
  [[nodiscard]] result<std::vector<web_session>> web_sessions_of(user_id user, wall_time now) const override;
  result<void> remove_web_session(user_id user, web_session_id id) override;
  result<std::size_t> remove_expired_web_sessions(wall_time now) override;

  result<void> add_device(user_id user, const token_hash& device, wall_time now) override;
  [[nodiscard]] result<bool> has_device(user_id user, const token_hash& device) const override;

  [[nodiscard]] result<std::vector<access_rule>> rules() const override;
  result<rule_id> add_rule(const access_rule& rule) override;
  result<void> remove_rule(rule_id id) override;

 private:
  // Within `read` or `change`.
  [[nodiscard]] user user_in(SQLite::Statement& row) const;
  [[nodiscard]] std::vector<std::string> groups_of(user_id id) const;
  void set_groups(user_id id, const std::vector<std::string>& groups);
  [[nodiscard]] bool has_admin() const;

  mutable connection connection_;  // reading prepares statements, under its lock
};

}  // namespace glasshell::relay::store
