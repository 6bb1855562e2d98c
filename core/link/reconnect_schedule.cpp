#include "link/reconnect_schedule.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace glasshell::link {

namespace {

using namespace std::chrono_literals;

// While it is seen. From the start of one try to the start of the next; of so many pages not all at once.
constexpr duration visible_pause = 2s;
constexpr duration visible_pause_least = 1500ms;
// A relay that is gone for long is not asked so often by every page that is open somewhere.
constexpr duration eager_for = 5min;
constexpr duration slow_pause = 15s;

constexpr duration hidden_pause_first = 1s;
constexpr duration hidden_pause_most = 60s;

// A try takes three or four round trips. One that takes longer sits behind a lost packet that its TCP repeats ever more rarely, so
// another is faster. Nobody waits in front of a page that is not seen.
constexpr duration visible_patience_least = 2s;
constexpr duration patience_most = 30s;
constexpr int patience_round_trips = 8;

// What tells that the network is back comes in several ways at once: after the first, the others start nothing anew for so long. A try
// that had begun before it, however short, may have lost its first packet, which TCP sends again after a second.
constexpr duration same_news_least = 250ms;

// What a relay may ask for, so that a wrong number is not for ever.
constexpr duration retry_after_most = 5min;

constexpr std::uint32_t doublings_most = 16;

}  // namespace

duration reconnect_schedule::between(duration low, duration high) {
  std::array<std::uint8_t, 4> octets{};
  random_(octets);
  std::uint64_t drawn = 0;
  for (const std::uint8_t octet : octets) drawn = drawn << 8U | octet;
  return low + duration(static_cast<duration::rep>(static_cast<std::uint64_t>((high - low).count()) * drawn >> 32U));
}

void reconnect_schedule::wait_until(time_point at) noexcept {
  state_ = state::waiting;
  due_ = at;
}

duration reconnect_schedule::pause(time_point now) {
  if (!visible_) {
    const duration longest = std::min(hidden_pause_most, hidden_pause_first * (std::int64_t{1} << slower_));
    slower_ = std::min(slower_ + 1, doublings_most);
    return between(0s, longest);
  }
  if (now - failing_since_ < eager_for) return between(visible_pause_least, visible_pause);
  slower_ = std::min(slower_ + 1, doublings_most);
  const duration longest = std::min(slow_pause, visible_pause * (std::int64_t{1} << slower_));
  return between(longest * 3 / 4, longest);
}

duration reconnect_schedule::patience() const noexcept {
  if (!visible_) return patience_most;
  return std::clamp(round_trip_.value_or(0s) * patience_round_trips, visible_patience_least, patience_most);
}

void reconnect_schedule::lost(time_point now) {
  if (state_ != state::idle) return;
  attempts_ = 0;
  slower_ = 0;
  failing_since_ = now;
  if (!visible_) return wait_until(now + pause(now));
  // At once, unless a relay lets everybody in and drops them again.
  wait_until(started_at_ ? std::max(now, *started_at_ + pause(now)) : now);
}

void reconnect_schedule::attempt_started(time_point now) {
  state_ = state::trying;
  nudged_ = false;
  started_at_ = now;
  due_ = now + patience();
  ++attempts_;
}

void reconnect_schedule::attempt_failed(time_point now, duration retry_after) {
  if (state_ != state::trying) return;
  const duration wanted = std::clamp<duration>(retry_after, 0s, retry_after_most);
  const time_point next = visible_ ? *started_at_ + pause(now) : now + pause(now);
  wait_until(std::max({now, next, now + between(wanted, wanted * 5 / 4)}));
}

void reconnect_schedule::restored() noexcept {
  state_ = state::idle;
  attempts_ = 0;
}

void reconnect_schedule::set_visible(bool visible, time_point now) {
  if (visible == visible_) return;
  visible_ = visible;
  slower_ = 0;
  if (state_ == state::trying && !nudged_) due_ = *started_at_ + patience();
  if (visible) nudge(now);
}

void reconnect_schedule::nudge(time_point now) {
  slower_ = 0;
  failing_since_ = now;
  const bool news = !nudged_at_ || now - *nudged_at_ >= std::max(same_news_least, round_trip_.value_or(0s));
  if (news) nudged_at_ = now;
  switch (state_) {
    case state::idle:
      return;
    case state::waiting:
      due_ = std::min(due_, now);
      return;
    case state::trying:
      if (!news) return;
      due_ = std::min(due_, now);
      nudged_ = true;
      return;
  }
}

reconnect_schedule::order reconnect_schedule::step(time_point now) {
  if (state_ == state::idle || now < due_) return order::nothing;
  if (state_ == state::waiting) return order::start;
  attempt_failed(now);
  if (std::exchange(nudged_, false)) due_ = now;
  return order::abandon;
}

std::optional<time_point> reconnect_schedule::next_deadline() const {
  return state_ == state::idle ? std::nullopt : std::optional(due_);
}

}  // namespace glasshell::link
