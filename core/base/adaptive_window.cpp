#include "base/adaptive_window.hpp"

#include <algorithm>

namespace glasshell {

namespace {

// A shorter measurement would take a burst for a rate.
constexpr duration shortest_measurement = std::chrono::milliseconds(10);

}  // namespace

adaptive_window::adaptive_window(std::uint32_t first_bytes, std::uint32_t most_bytes) noexcept
    : first_bytes_(std::min(first_bytes, most_bytes)), most_bytes_(most_bytes), bytes_(first_bytes_) {}

void adaptive_window::begin(std::uint64_t count_bytes, time_point now) noexcept {
  began_with_bytes_ = count_bytes;
  began_at_ = now;
}

void adaptive_window::passed(std::uint64_t count_bytes, time_point now, std::optional<duration> round_trip) noexcept {
  if (!round_trip) return begin(count_bytes, now);
  const duration measurement = std::max(*round_trip, shortest_measurement);
  // A stream that the window holds up comes in a burst each round trip; after a longer silence it begins anew.
  const bool paused = now - last_at_ > 2 * measurement;
  last_at_ = now;
  if (paused) return begin(count_bytes, now);
  const duration elapsed = now - began_at_;
  if (elapsed < measurement) return;
  const double share = static_cast<double>(round_trip->count()) / static_cast<double>(elapsed.count());
  const double in_one_round_trip = static_cast<double>(count_bytes - began_with_bytes_) * share;
  const double wanted = std::min<double>(2 * in_one_round_trip, most_bytes_);
  // It grows at once and falls by halves: one slow round trip is no other path.
  bytes_ = std::max({static_cast<std::uint32_t>(wanted), bytes_ / 2, first_bytes_});
  begin(count_bytes, now);
}

}  // namespace glasshell
