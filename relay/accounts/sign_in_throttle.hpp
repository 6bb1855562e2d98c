// How soon somebody may try to sign in again. Guessing is slowed down per account and per address; and whoever has signed in
// to an account before, from the same device, is not kept out by what others do.
#pragma once

#include "base/random.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "relay/accounts/failure_table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::relay::accounts {

/// Who tries. Views are borrowed for the call.
struct sign_in_try {
  std::string_view account;  ///< as the caller compares names; whether there is such an account makes no difference
  std::string_view address;  ///< of whoever has one all: an IPv4 address, an IPv6 network of 64 bits
  /// Of a device that has proven to the caller that it signed in to this account before.
  std::optional<std::string_view> device = std::nullopt;
};

/// What the wait is for: a word for logs.
enum class throttled_by : std::uint8_t { nothing, account, address, device };

struct sign_in_verdict {
  duration wait{0};  ///< until a try is worth it; zero: this one may go on, and counts as failed until `succeeded`
  throttled_by by = throttled_by::nothing;

  [[nodiscard]] bool allowed() const noexcept { return by == throttled_by::nothing; }
};

/// @par Thread safety  One object needs outside locking.
class sign_in_throttle {
 public:
  /// A person who does not remember which password it was; from an address perhaps a whole office after the holidays.
  static constexpr std::uint32_t free_tries_of_account = 5;
  static constexpr std::uint32_t free_tries_of_address = 20;
  static constexpr std::uint32_t free_tries_of_device = 5;
  /// Of accounts, of addresses and of devices. A try costs a hash of a password, of which a machine does some tens in a
  /// second: in the time after which a single failure is forgiven they do not fill a table. A full one takes 4 MB.
  static constexpr std::size_t most_entries = 32768;

  /// @param random  for the key of the hashes
  explicit sign_in_throttle(const random_source& random, std::size_t entries = most_entries);

  /// Whether a password, a code or a passkey may be looked at now.
  ///
  /// What may is counted as a failure at once, before it is looked at: else a hundred tries at the same moment would all
  /// come before the first failure. What may not counts for nothing, so that waiting is all that is asked for.
  sign_in_verdict may_try(const sign_in_try& who, time_point now);

  /// What was tried was right: that try is taken back, and nothing else. So nobody wipes failures away by signing in to an
  /// account of their own. Where several factors are asked for, each is a try.
  void succeeded(const sign_in_try& who, time_point now);

  /// How many things it remembers.
  [[nodiscard]] std::size_t size() const noexcept { return accounts_.size() + addresses_.size() + devices_.size(); }

 private:
  [[nodiscard]] failure_key key_of(throttled_by kind, std::string_view name, std::string_view second = {}) const;

  secret_bytes hash_key_;
  failure_table accounts_;
  failure_table addresses_;
  failure_table devices_;
};

}  // namespace glasshell::relay::accounts
