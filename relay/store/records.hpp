// What the store keeps: plain values, as the rest of the relay has them. No secret is among them: passwords are argon2id's, and of
// tokens there are only hashes.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::store {

/// The wall clock, in UTC.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// SHA-256 of a random token.
using token_hash = std::array<std::uint8_t, 32>;

enum class user_id : std::int64_t {};
enum class web_session_id : std::int64_t {};
enum class rule_id : std::int64_t {};

/// What somebody may change. Each may do what the one before it may.
enum class role : std::uint8_t {
  user,           ///< reaches the nodes that rules allow
  node_operator,  ///< reaches every node, and changes nodes
  admin,          ///< changes users and rules too
};

/// The stable word: "user", "operator", "admin".
std::string_view name_of(role which) noexcept;
/// @return nothing for a word that is no role
std::optional<role> role_of(std::string_view word) noexcept;

/// A name is 1 to 64 letters, digits, '.', '_', '-' and '@', and the same whatever its case.
bool is_user_name(std::string_view name) noexcept;

struct new_user {
  std::string name{};
  std::string display_name{};  ///< for a person; empty: the name
  store::role role = role::user;
  std::vector<std::string> groups{};
  std::string password_hash{};        ///< PHC string; empty: cannot sign in by a password
  bool must_change_password = false;  ///< before anything else
  wall_time created_at{};
};

struct user {
  user_id id{};
  std::string name{};
  std::string display_name{};
  store::role role = role::user;
  std::string password_hash{};
  bool must_change_password = false;
  bool disabled = false;
  wall_time created_at{};
  std::optional<wall_time> signed_in_at{};  ///< last
  std::vector<std::string> groups{};        ///< in alphabetical order
};

/// What is absent stays as it is.
struct user_change {
  std::optional<std::string> display_name{};
  std::optional<store::role> role{};
  std::optional<bool> disabled{};  ///< who is disabled has no web sessions any more
  std::optional<std::vector<std::string>> groups{};
};

/// A browser that somebody has signed in with.
struct new_web_session {
  user_id user{};
  token_hash token{};
  wall_time created_at{};
  wall_time expires_at{};
  std::string address{};     ///< of the browser
  std::string user_agent{};  ///< as the browser says; at most some hundred octets
};

struct web_session {
  web_session_id id{};
  user_id user{};
  wall_time created_at{};
  wall_time seen_at{};
  wall_time expires_at{};
  std::string address{};
  std::string user_agent{};
};

/// A web session and whose it is.
struct signed_in {
  web_session session{};
  store::user user{};
};

/// Whom a rule is about.
enum class subject_kind : std::uint8_t { everyone, group, user };
std::string_view name_of(subject_kind which) noexcept;
std::optional<subject_kind> subject_kind_of(std::string_view word) noexcept;

/// Lets somebody reach the nodes of a label. What no rule allows is forbidden.
struct access_rule {
  rule_id id{};
  subject_kind kind = subject_kind::user;
  std::string subject{};  ///< a user's or a group's name; empty for everyone
  std::string label{};    ///< of nodes; "*": every node
};

}  // namespace glasshell::relay::store
