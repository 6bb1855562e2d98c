#include "relay/failed_claims.hpp"

#include <limits>

namespace glasshell::relay {

namespace {

constexpr std::chrono::minutes window{1};
constexpr std::chrono::seconds between_clearings{1};

}  // namespace

failed_claims::verdict failed_claims::count(const address_key& from, time_point now) {
  const std::lock_guard lock(mutex_);
  if (minutes_.size() >= most_addresses) forget_old(now);
  const bool has_room = minutes_.size() < most_addresses || minutes_.contains(from);
  minute& present = has_room ? minutes_[from] : others_;
  if (present.failures == 0 || now - present.began >= window) {
    present = {.began = now, .failures = 0, .next_line = has_room ? per_minute_ + 1 : 1};
  }
  if (present.failures < std::numeric_limits<std::uint32_t>::max()) ++present.failures;

  verdict made{
      .beyond_limit = !has_room || present.failures > per_minute_, .worth_a_line = true, .failures = present.failures};
  if (!made.beyond_limit) return made;
  made.worth_a_line = present.failures == present.next_line;
  if (made.worth_a_line) {
    const bool more = present.next_line <= std::numeric_limits<std::uint32_t>::max() / 10;
    present.next_line = more ? present.next_line * 10 : std::numeric_limits<std::uint32_t>::max();
  }
  return made;
}

bool failed_claims::beyond_limit(const address_key& from, time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto found = minutes_.find(from);
  return found != minutes_.end() && found->second.failures > per_minute_ && now - found->second.began < window;
}

void failed_claims::forget_old(time_point now) {
  // Not at every call: a crowd of addresses would make each of its claims as dear as the table is long.
  if (forgot_at_ && now - *forgot_at_ < between_clearings) return;
  forgot_at_ = now;
  std::erase_if(minutes_, [now](const auto& each) { return now - each.second.began >= window; });
}

}  // namespace glasshell::relay
