// What a dashboard's backend says when one of its users opens a shell in its page: a JWT (RFC 7519) that lives for minutes.
#pragma once

#include "base/result.hpp"
#include "relay/tokens/key_set.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::tokens {

inline constexpr std::size_t most_user_bytes = 128;
inline constexpr std::size_t most_display_name_bytes = 256;
inline constexpr std::size_t most_token_id_bytes = 128;
inline constexpr std::size_t most_granted_nodes = 256;
inline constexpr std::size_t most_granted_node_bytes = 64;

/// What is expected of a token.
struct embedding_policy {
  std::string issuer;
  std::string audience;
  /// From "iat" to "exp". A page asks for a token when it opens a socket, so that minutes are enough.
  std::chrono::seconds longest_life = std::chrono::minutes{5};
  /// How far the backend's clock may be ahead.
  std::chrono::seconds leeway{30};
};

/// What a token says.
struct embedding_claims {
  std::string user;                 ///< "sub"
  std::string display_name;         ///< "name", printable; the user where there is none
  std::string id;                   ///< "jti", for the replay cache
  std::chrono::sys_seconds expiry;  ///< "exp"
  std::vector<std::string> nodes;   ///< those that may be reached, and no others; there is no word for all of them
  std::optional<std::chrono::sys_seconds> session_until;  ///< when the shell has to be closed

  [[nodiscard]] bool grants(std::string_view node) const noexcept;
};

/// Verifies a token: its signature, and then what it says. Whether it was used before is `replay_cache`'s.
///
/// @param now  the wall clock's
/// @par Errors  the first three groups of `errc`
result<embedding_claims> verify_embedding_token(std::string_view token, const key_set& keys,
                                                const embedding_policy& policy, std::chrono::sys_seconds now);

}  // namespace glasshell::relay::tokens
