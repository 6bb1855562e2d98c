#include "base/adaptive_window.hpp"

#include <algorithm>

namespace glasshell {

namespace {

// A shorter measurement would take a burst for a rate.
constexpr duration shortest_measurement = std::chrono::milliseconds(10);
// What is on its way when Ctrl-C is typed has to pass before the prompt does. This long one waits for it without a thought.
constexpr duration patience = std::chrono::milliseconds(250);
// In a round trip a window falls by this part of itself. Of ten, nine may pass while a lost packet is waited for.
constexpr std::uint32_t fall = 16;

std::uint32_t at_most(std::uint32_t bound, double value) noexcept {
  return static_cast<std::uint32_t>(std::min<double>(value, bound));
}

}  // namespace

adaptive_window::adaptive_window(const sizes& in_octets) noexcept
    : sizes_{.least = std::min({in_octets.least, in_octets.first, in_octets.most}),
             .first = std::min(in_octets.first, in_octets.most),
             .most = in_octets.most},
      patience_bytes_(sizes_.first) {}

std::uint32_t adaptive_window::bytes() const noexcept {
  return std::max({sizes_.least, patience_bytes_, reach_bytes_});
}

void adaptive_window::passed(std::uint64_t count_bytes, time_point now, std::optional<duration> round_trip,
                             std::size_t waiting_bytes) noexcept {
  if (const auto taken = of_patience_.rate(count_bytes, now, patience, patience, patience)) {
    const bool behind = static_cast<double>(waiting_bytes) > *taken / 2;
    // By halves: one slow moment is no slow consumer.
    patience_bytes_ = behind ? std::max(at_most(sizes_.first, *taken), patience_bytes_ / 2) : sizes_.first;
  }
  if (round_trip) reach_for(count_bytes, now, *round_trip);
  last_count_bytes_ = count_bytes;
}

/// Behind a lost packet a stream stands still, and then comes at once: as much as the window let the peer send. An average over
/// both would keep the window as small as it is, so what counts is the most that one round trip brought.
void adaptive_window::reach_for(std::uint64_t count_bytes, time_point now, duration round_trip) noexcept {
  const duration stretch = std::max(round_trip, shortest_measurement);
  if (now - round_trip_began_at_ >= stretch) {
    round_trip_began_at_ = now;
    round_trip_began_with_bytes_ = last_count_bytes_;
    reach_bytes_ -= reach_bytes_ / fall;
  }
  const double in_a_round_trip = static_cast<double>(count_bytes - round_trip_began_with_bytes_) *
                                 static_cast<double>(round_trip.count()) / static_cast<double>(stretch.count());
  reach_bytes_ = std::max(reach_bytes_, at_most(sizes_.most, 2 * in_a_round_trip));
}

void adaptive_window::measurement::begin(std::uint64_t count_bytes, time_point now) noexcept {
  began_with_bytes_ = count_bytes;
  began_at_ = last_at_ = now;
}

std::optional<double> adaptive_window::measurement::rate(std::uint64_t count_bytes, time_point now, duration stretch,
                                                         duration silence, duration unit) noexcept {
  const bool paused = now - last_at_ > silence;
  last_at_ = now;
  const duration elapsed = now - began_at_;
  if (!paused && elapsed < stretch) return std::nullopt;
  const auto bytes = static_cast<double>(count_bytes - began_with_bytes_);
  begin(count_bytes, now);
  if (paused) return std::nullopt;
  return bytes * static_cast<double>(unit.count()) / static_cast<double>(elapsed.count());
}

}  // namespace glasshell
