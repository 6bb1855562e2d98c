// How fast passwords may be tried, over all threads.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "relay/accounts/sign_in_throttle.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay::api {

/// @par Thread safety  Safe from any thread.
class sign_in_attempts {
 public:
  explicit sign_in_attempts(const random_source& random) : throttle_(random) {}

  /// @param name  as it was typed: whatever its case, it is one account's
  /// @param device  of a browser that this user has signed in with before: it is not held up by the failures of others
  /// @return how long to wait before trying; nothing: now, and it counts as a failure until `succeeded`
  std::optional<std::chrono::milliseconds> begin(std::string_view name, std::string_view address,
                                                 const std::optional<std::string>& device, time_point now);
  void succeeded(std::string_view name, std::string_view address, const std::optional<std::string>& device,
                 time_point now);

 private:
  std::mutex mutex_;
  accounts::sign_in_throttle throttle_;
};

}  // namespace glasshell::relay::api
