// How often an address claimed a session in vain lately. Guessing a secret of 256 bits is hopeless; what is bounded here is what
// trying costs: places, and lines in the log.
#pragma once

#include "base/time.hpp"
#include "relay/address_key.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace glasshell::relay {

/// @par Thread safety  Safe from any thread.
class failed_claims {
 public:
  /// More addresses than these within a minute are beyond the limit unseen: the table's memory is bounded.
  static constexpr std::size_t most_addresses = 4096;

  struct verdict {
    bool beyond_limit = false;
    /// Whether this one is worth a line in the log: each within the limit, then the first beyond it and each tenfold.
    bool worth_a_line = true;
    std::uint32_t failures = 0;  ///< of the address in its present minute, this one included
  };

  explicit failed_claims(std::uint32_t per_minute) : per_minute_(per_minute) {}

  /// Counts one more.
  verdict count(const address_key& from, time_point now);
  /// Whether the address is beyond the limit in this minute.
  [[nodiscard]] bool beyond_limit(const address_key& from, time_point now) const;

 private:
  struct minute {
    time_point began;
    std::uint32_t failures = 0;
    std::uint32_t next_line = 0;  ///< beyond the limit: at so many failures there is a line again
  };
  void forget_old(time_point now);

  const std::uint32_t per_minute_;
  mutable std::mutex mutex_;
  std::unordered_map<address_key, minute, address_key_hash> minutes_;
  std::optional<time_point> forgot_at_;
  minute others_;  ///< of addresses that found no room in the table
};

}  // namespace glasshell::relay
