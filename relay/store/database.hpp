// What the relay keeps over restarts: users, who is signed in, and who may reach what. An interface, so that another database can
// take SQLite's place; all SQL is behind it, in sqlite/.
#pragma once

#include "base/result.hpp"
#include "relay/store/errc.hpp"
#include "relay/store/records.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::store {

/// Each call is one transaction: when it has returned a value, what it changed is on the disk, whatever happens next; when it
/// returned an error, nothing was changed.
///
/// @par Errors  errc::unavailable from each of them, and what is said beside it.
/// @par Thread safety  Safe from any thread. Each call may block for as long as the disk takes, and never belongs on a worker's thread.
class database {
 public:
  database() = default;
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  virtual ~database() = default;

  // ---- users ----

  /// @par Errors  errc::name_taken
  virtual result<user_id> add_user(const new_user& who) = 0;
  /// @par Errors  errc::not_found
  [[nodiscard]] virtual result<user> user_named(std::string_view name) const = 0;
  /// @par Errors  errc::not_found
  [[nodiscard]] virtual result<user> user_of(user_id id) const = 0;
  /// By name.
  [[nodiscard]] virtual result<std::vector<user>> users() const = 0;
  /// @par Errors  errc::not_found, errc::last_admin
  virtual result<void> change_user(user_id id, const user_change& change) = 0;
  /// Ends the user's web sessions, but for `except`. @par Errors  errc::not_found
  virtual result<void> set_password(user_id id, std::string_view password_hash, bool must_change,
                                    std::optional<web_session_id> except) = 0;
  /// The same password at another cost; does nothing if the password is another one meanwhile.
  virtual result<void> renew_password_hash(user_id id, std::string_view from, std::string_view to) = 0;
  /// With all that is the user's. @par Errors  errc::not_found, errc::last_admin
  virtual result<void> remove_user(user_id id) = 0;

  // ---- web sessions ----

  /// @par Errors  errc::not_found if there is no such user, or a disabled one
  virtual result<web_session_id> add_web_session(const new_web_session& session) = 0;
  /// @return nothing if there is none, or it has expired by then
  [[nodiscard]] virtual result<std::optional<signed_in>> web_session_of(const token_hash& token,
                                                                        wall_time now) const = 0;
  virtual result<void> see_web_session(web_session_id id, wall_time now) = 0;
  /// The newest first.
  [[nodiscard]] virtual result<std::vector<web_session>> web_sessions_of(user_id user, wall_time now) const = 0;
  /// @par Errors  errc::not_found if this user has no such session
  virtual result<void> remove_web_session(user_id user, web_session_id id) = 0;
  /// @return how many had expired
  virtual result<std::size_t> remove_expired_web_sessions(wall_time now) = 0;

  // ---- devices: browsers that have signed in before ----

  virtual result<void> add_device(user_id user, const token_hash& device, wall_time now) = 0;
  [[nodiscard]] virtual result<bool> has_device(user_id user, const token_hash& device) const = 0;

  // ---- rules ----

  [[nodiscard]] virtual result<std::vector<access_rule>> rules() const = 0;
  /// @param rule  its id is not looked at. @par Errors  errc::name_taken if there is the same already
  virtual result<rule_id> add_rule(const access_rule& rule) = 0;
  /// @par Errors  errc::not_found
  virtual result<void> remove_rule(rule_id id) = 0;
};

/// What the database says when it fails, for the log.
using trouble_handler = std::function<void(std::string_view what)>;

/// Opens a store, or makes one. An older one is brought up to date.
///
/// @param path  of the file; two more stand beside it while it is open
/// @param on_trouble  may be called from any thread that uses the store, as long as it lives
/// @par Errors  errc::cannot_be_made, errc::no_store, errc::newer_version
result<std::unique_ptr<database>> open_sqlite_store(const std::string& path, trouble_handler on_trouble);

/// Copies a store as it is, also while a relay uses it.
///
/// @param to  of a file that is not there yet
/// @par Errors  errc::not_found if there is no store at `from`, errc::no_store, errc::cannot_be_made
result<void> back_up_sqlite_store(const std::string& from, const std::string& to, const trouble_handler& on_trouble);

}  // namespace glasshell::relay::store
