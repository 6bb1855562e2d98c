#include "ssh_clock.hpp"

#include <algorithm>

namespace glasshell::browser {

namespace {

// Longer than a beat's interval and its round trip while somebody looks, so that the clock runs without a stop over a quiet link.
// Shorter than any deadline of the engine's, since a dead path is silent before it is known to be dead, and a machine that slept
// learns only afterwards what came meanwhile.
constexpr duration runs_after_a_word = std::chrono::seconds(12);

}  // namespace

void ssh_clock::start(time_point now) noexcept {
  shown_ = now;
  seen_ = now;
  runs_until_ = now + runs_after_a_word;
}

void ssh_clock::advance(time_point now, std::optional<time_point> last_heard) noexcept {
  runs_until_ = last_heard ? *last_heard + runs_after_a_word : seen_;
  const time_point counted = std::min(now, runs_until_);
  if (counted > seen_) shown_ += counted - seen_;
  seen_ = std::max(seen_, now);
}

std::optional<time_point> ssh_clock::when(std::optional<time_point> deadline) const noexcept {
  if (!deadline) return std::nullopt;
  const time_point at = seen_ + (*deadline - shown_);
  return at <= std::max(runs_until_, seen_) ? std::optional(at) : std::nullopt;
}

}  // namespace glasshell::browser
