#include "load/latencies.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace glasshell::load {

namespace {

constexpr double buckets_per_doubling = 4;

double at_share(const std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - static_cast<double>(low));
}

nlohmann::json histogram_of(const std::vector<float>& samples) {
  std::map<int, std::size_t> counts;
  for (const float each : samples) {
    ++counts[static_cast<int>(std::ceil(std::log2(std::max(each, 0.001F)) * buckets_per_doubling))];
  }
  nlohmann::json buckets = nlohmann::json::array();
  if (counts.empty()) return buckets;
  for (int bucket = counts.begin()->first; bucket <= counts.rbegin()->first; ++bucket) {
    const auto found = counts.find(bucket);
    buckets.push_back({std::exp2(bucket / buckets_per_doubling), found == counts.end() ? 0 : found->second});
  }
  return buckets;
}

}  // namespace

void latencies::add(std::chrono::steady_clock::duration sample) {
  samples_ms_.push_back(std::chrono::duration<float, std::milli>(sample).count());
}

void latencies::add(const latencies& others) {
  samples_ms_.insert(samples_ms_.end(), others.samples_ms_.begin(), others.samples_ms_.end());
}

nlohmann::json latencies::summary() const {
  std::vector<float> sorted = samples_ms_;
  std::ranges::sort(sorted);
  return {{"count", sorted.size()},           {"p50", at_share(sorted, 0.5)},    {"p90", at_share(sorted, 0.9)},
          {"p99", at_share(sorted, 0.99)},    {"p999", at_share(sorted, 0.999)}, {"max", at_share(sorted, 1)},
          {"histogram", histogram_of(sorted)}};
}

}  // namespace glasshell::load
