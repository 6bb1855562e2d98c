// The hops of a WebSocket: HTTP/2, the upgrade, messages both ways, and silence.
#pragma once

#include "relay/doctor/exchange.hpp"
#include "relay/doctor/finding.hpp"
#include "relay/doctor/judge_websocket.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace glasshell::relay::doctor {

/// Asks over a TLS connection of its own what the server says about HTTP/2.
awaitable<http2_evidence> ask_http2(executor on, const route_to& to);

struct frames_evidence {
  std::optional<finding> failure;
  std::chrono::microseconds median{0};
};
/// @param tcp  round trip of a connection on the same way
awaitable<frames_evidence> exchange_frames(websocket& over, const route_to& to, std::chrono::microseconds tcp);

awaitable<idle_evidence> watch_silence(websocket& over, const route_to& to, std::chrono::milliseconds time);

}  // namespace glasshell::relay::doctor
