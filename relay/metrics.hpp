// What is counted while octets pass. Each counter is written by one thread, its worker's, and read by any: so a message costs
// no lock and no locked instruction.
#pragma once

#include "base/time.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string_view>

namespace glasshell::relay {

/// @par Thread safety  One thread writes; any thread reads.
class counter {
 public:
  /// @param by  wraps around for a number that falls: add what is negative as its two's complement
  void add(std::uint64_t by) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// How often something took how long. @par Thread safety  One thread writes; any thread reads.
class histogram {
 public:
  static constexpr std::size_t most_bounds = 12;

  /// @param bounds  of the buckets, rising; static
  explicit constexpr histogram(std::span<const duration> bounds) noexcept : bounds_(bounds.first(bounds.size())) {}

  void observe(duration took) noexcept {
    std::size_t bucket = 0;
    while (bucket < bounds_.size() && took > bounds_[bucket]) ++bucket;
    counts_[bucket].add(1);
    sum_.add(static_cast<std::uint64_t>(took.count()));
  }
  [[nodiscard]] std::span<const duration> bounds() const noexcept { return bounds_; }
  /// @param bucket  up to and with the number of bounds: the last one has no bound
  [[nodiscard]] std::uint64_t count_in(std::size_t bucket) const noexcept { return counts_[bucket].value(); }
  [[nodiscard]] duration sum() const noexcept { return duration(static_cast<duration::rep>(sum_.value())); }

 private:
  std::span<const duration> bounds_;
  std::array<counter, most_bounds + 1> counts_;
  counter sum_;
};

namespace metrics_bounds {
using namespace std::chrono_literals;
inline constexpr std::array<duration, 12> handshake{5ms,   10ms, 25ms,   50ms, 100ms, 250ms,
                                                    500ms, 1s,   2500ms, 5s,   10s,   30s};
inline constexpr std::array<duration, 11> echo{1ms, 2500us, 5ms, 10ms, 25ms, 50ms, 100ms, 250ms, 500ms, 1s, 2500ms};
}  // namespace metrics_bounds

/// What one worker counts. Apart from the others' by a cache line.
struct alignas(64) worker_metrics {
  counter bytes_to_client;
  counter bytes_to_node;
  counter resumptions;
  /// What its sessions' endpoints hold. A session that moves takes its share along, so one worker's part may be negative.
  counter queue_bytes;
  histogram handshake{metrics_bounds::handshake};
  histogram echo{metrics_bounds::echo};
};

/// How often somebody was refused, by reason. Once a connection, not once a message: it may lock.
/// @par Thread safety  Safe from any thread.
class refusal_counts {
 public:
  /// @param reason  a literal: it is kept, and there are only so many
  void count(std::string_view reason) {
    const std::lock_guard lock(mutex_);
    ++counts_[reason];
  }
  [[nodiscard]] std::map<std::string_view, std::uint64_t> all() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string_view, std::uint64_t> counts_;
};

}  // namespace glasshell::relay
