// Which tokens were used, so that each opens one session: whoever finds one in a log or on a screen is too late.
#pragma once

#include "base/result.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace glasshell::relay::tokens {

/// Remembers each id until its token is over, and a minute more. When it is full it takes no more: to forget one that still
/// lives would let it be used again.
///
/// @par Thread safety  One object needs outside locking.
class replay_cache {
 public:
  /// Two hundred new sessions a second, each with a token of five minutes, in some 7 MB.
  static constexpr std::size_t most_ids = 65536;

  explicit replay_cache(std::size_t limit = most_ids) : limit_(limit) {}

  /// Uses a token up.
  ///
  /// @param id  its "jti"
  /// @param expiry  its "exp", from which on it is refused for being over
  /// @par Errors  used_token; too_many_tokens
  result<void> use(std::string_view id, std::chrono::sys_seconds expiry, std::chrono::sys_seconds now);

  [[nodiscard]] std::size_t size() const noexcept { return ids_.size(); }

 private:
  using digest = std::array<std::uint8_t, 32>;  ///< an id takes the same room whatever its length

  std::size_t limit_;
  std::map<digest, std::chrono::sys_seconds> ids_;
  std::multimap<std::chrono::sys_seconds, digest> by_expiry_;
};

}  // namespace glasshell::relay::tokens
