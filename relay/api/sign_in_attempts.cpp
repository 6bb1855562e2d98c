#include "relay/api/sign_in_attempts.hpp"

namespace glasshell::relay::api {

namespace {

/// As the store compares names.
std::string folded(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

std::optional<std::chrono::milliseconds> sign_in_attempts::begin(std::string_view name, std::string_view address,
                                                                 const std::optional<std::string>& device,
                                                                 time_point now) {
  const std::string account = folded(name);
  const std::lock_guard lock(mutex_);
  const auto verdict = throttle_.may_try({.account = account, .address = address, .device = device}, now);
  if (verdict.allowed()) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(verdict.wait);
}

void sign_in_attempts::succeeded(std::string_view name, std::string_view address,
                                 const std::optional<std::string>& device, time_point now) {
  const std::string account = folded(name);
  const std::lock_guard lock(mutex_);
  throttle_.succeeded({.account = account, .address = address, .device = device}, now);
}

}  // namespace glasshell::relay::api
