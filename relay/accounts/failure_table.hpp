// How often something failed lately, for as many things as a bound allows: the memory behind `sign_in_throttle`.
#pragma once

#include "base/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace glasshell::relay::accounts {

/// What failed: a keyed hash, so that nobody chooses two things with one, and any name takes the same room.
using failure_key = std::array<std::uint8_t, 16>;

/// After some tries that cost nothing, each failure doubles the wait before the next try: 1 s, 2 s, 4 s … up to
/// `longest_wait`. A failure is forgiven each `forgiveness`: whoever goes on trying gets one try in that time, and whoever
/// stops is forgotten.
///
/// It never holds more than its bound, and never takes fewer failures for true than there were: where room is needed, the
/// one nearest to be forgotten is displaced, and the newcomer inherits its failures (Metwally's "space-saving"). Whoever is
/// not in a full table may have been displaced, and is taken for it. So filling the table resets nobody: who failed often
/// stays until everybody in it has failed as often, and not before everybody in it is out of free tries does a newcomer
/// wait.
///
/// @par Thread safety  One object needs outside locking.
class failure_table {
 public:
  static constexpr std::chrono::minutes longest_wait{15};
  static constexpr std::chrono::minutes forgiveness{15};

  /// @param free_tries  without any wait; at least 1
  /// @param most_entries  at least 1
  failure_table(std::uint32_t free_tries, std::size_t most_entries);

  /// How long until the next try is due; zero if it is.
  [[nodiscard]] duration wait(const failure_key& key, time_point now) const;
  /// One more failure.
  void count(const failure_key& key, time_point now);
  /// One that was counted was none.
  void take_back(const failure_key& key, time_point now);

  [[nodiscard]] std::size_t size() const noexcept { return debts_.size(); }

 private:
  struct debt {
    time_point forgiven_at;  ///< each failure moves it on by `forgiveness`, from now at the earliest
    time_point last_try;
  };
  struct first_octets {  // a keyed hash needs no other
    std::size_t operator()(const failure_key& key) const noexcept {
      std::size_t hash = 0;
      std::memcpy(&hash, key.data(), sizeof hash);
      return hash;
    }
  };

  [[nodiscard]] std::optional<debt> find(const failure_key& key) const;
  static std::int64_t failures(const debt& of);
  void put(const failure_key& key, const debt& changed);
  void erase(const failure_key& key);

  const std::uint32_t free_tries_;
  const std::size_t most_entries_;
  const std::int64_t most_failures_;  ///< more make no difference
  std::unordered_map<failure_key, debt, first_octets> debts_;
  std::set<std::pair<time_point, failure_key>> next_forgiven_;  ///< every debt by its `forgiven_at`
  std::optional<time_point> displaced_last_try_;                ///< the latest try of any that was displaced
};

}  // namespace glasshell::relay::accounts
