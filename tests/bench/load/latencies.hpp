// Samples of a latency, and what they say.
#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace glasshell::load {

class latencies {
 public:
  void add(std::chrono::steady_clock::duration sample);
  void add(const latencies& others);
  [[nodiscard]] std::size_t count() const noexcept { return samples_ms_.size(); }

  /// `count`, `p50`, `p90`, `p99`, `p999` and `max` in milliseconds, and `histogram`: pairs of a bucket's upper bound in
  /// milliseconds and its count. Bounds rise by a fourth root of two; empty buckets at both ends are left out.
  [[nodiscard]] nlohmann::json summary() const;

 private:
  std::vector<float> samples_ms_;
};

}  // namespace glasshell::load
