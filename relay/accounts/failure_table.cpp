#include "relay/accounts/failure_table.hpp"

#include <algorithm>

namespace glasshell::relay::accounts {

namespace {

constexpr std::chrono::seconds shortest_wait{1};
// Room that is no longer needed goes faster than it can be taken, and no call pays for all of it.
constexpr int forgotten_at_once = 2;

duration wait_after(std::int64_t failures, std::uint32_t free_tries) {
  if (failures < free_tries) return duration{0};
  duration doubled = shortest_wait;
  for (auto more = failures - free_tries; more > 0 && doubled < failure_table::longest_wait; --more) doubled *= 2;
  return std::min<duration>(doubled, failure_table::longest_wait);
}

/// As many as bring the longest wait.
std::int64_t failures_that_count(std::uint32_t free_tries) {
  std::int64_t failures = free_tries;
  while (wait_after(failures, free_tries) < failure_table::longest_wait) ++failures;
  return failures;
}

}  // namespace

failure_table::failure_table(std::uint32_t free_tries, std::size_t most_entries)
    : free_tries_(std::max(free_tries, 1U)),
      most_entries_(std::max<std::size_t>(most_entries, 1)),
      most_failures_(failures_that_count(free_tries_)) {}

std::int64_t failure_table::failures(const debt& of) {
  const auto owed = std::max(of.forgiven_at - of.last_try, duration{0});
  return (owed + forgiveness - duration{1}) / duration{forgiveness};
}

std::optional<failure_table::debt> failure_table::find(const failure_key& key) const {
  if (const auto found = debts_.find(key); found != debts_.end()) return found->second;
  if (debts_.size() < most_entries_ || !displaced_last_try_) return std::nullopt;
  return debt{.forgiven_at = next_forgiven_.begin()->first, .last_try = *displaced_last_try_};
}

duration failure_table::wait(const failure_key& key, time_point now) const {
  const auto found = find(key);
  if (!found) return duration{0};
  return std::max(found->last_try + wait_after(failures(*found), free_tries_) - now, duration{0});
}

void failure_table::count(const failure_key& key, time_point now) {
  for (int i = 0; i < forgotten_at_once && !next_forgiven_.empty() && next_forgiven_.begin()->first <= now; ++i) {
    erase(failure_key(next_forgiven_.begin()->second));
  }
  time_point from = now;
  if (const auto found = debts_.find(key); found != debts_.end()) {
    from = found->second.forgiven_at;
  } else if (debts_.size() >= most_entries_) {
    const failure_key displaced = next_forgiven_.begin()->second;
    const debt& owed = debts_.at(displaced);
    from = owed.forgiven_at;
    displaced_last_try_ = std::max(displaced_last_try_.value_or(owed.last_try), owed.last_try);
    erase(displaced);
  }
  const time_point most = now + most_failures_ * duration{forgiveness};
  put(key, {.forgiven_at = std::min(std::max(from, now) + forgiveness, most), .last_try = now});
}

void failure_table::take_back(const failure_key& key, time_point now) {
  const auto found = debts_.find(key);
  if (found == debts_.end()) return;
  debt less = found->second;
  less.forgiven_at -= forgiveness;
  if (less.forgiven_at <= now) {
    erase(key);
  } else {
    put(key, less);
  }
}

void failure_table::put(const failure_key& key, const debt& changed) {
  const auto [at, is_new] = debts_.try_emplace(key, changed);
  if (!is_new) {
    next_forgiven_.erase({at->second.forgiven_at, key});
    at->second = changed;
  }
  next_forgiven_.emplace(changed.forgiven_at, key);
}

void failure_table::erase(const failure_key& key) {
  const auto found = debts_.find(key);
  if (found == debts_.end()) return;
  next_forgiven_.erase({found->second.forgiven_at, key});
  debts_.erase(found);
}

}  // namespace glasshell::relay::accounts
