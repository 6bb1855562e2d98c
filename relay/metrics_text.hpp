// The counts as Prometheus reads them (text format 0.0.4). Pure: from numbers to text.
#pragma once

#include "relay/metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that /metrics tells, at one moment.
struct metrics_snapshot {
  std::vector<const worker_metrics*> workers;  ///< borrowed for the call
  std::map<std::string_view, std::uint64_t> refusals = {};
  std::size_t links = 0;
  std::size_t sessions = 0;
  std::size_t detached_sessions = 0;
  std::size_t connections = 0;
  bool draining = false;
  std::string_view version = {};
  std::string_view page = {};  ///< the hash of the page; empty without one
};

std::string to_metrics_text(const metrics_snapshot& of);

}  // namespace glasshell::relay
