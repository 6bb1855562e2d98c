// Claims on sessions of others, as many a second as asked for: what becomes of them, and how long each takes to be refused.
#pragma once

#include "link/frame.hpp"
#include "load/latencies.hpp"
#include "load/link_socket.hpp"

#include <chrono>
#include <cstddef>

namespace glasshell::load {

struct claim_pace {
  double per_second = 1'000;
  std::chrono::milliseconds duration{10'000};
};

struct claim_tally {
  latencies unknown;       ///< refused, since there is no such session: from the hello to the refusal
  latencies wrong_secret;  ///< refused, since the secret is not that of the session
  std::size_t others = 0;  ///< neither; there should be none
  double per_second = 0;   ///< that were refused
};

/// Each comes over a TCP connection and an upgrade of its own. Every other one is on `known`, with a secret that is guessed; the rest on
/// sessions that there are not.
awaitable<claim_tally> claim_in_vain(asio::io_context& context, const link_address& to, const link::session_id& known,
                                     claim_pace pace);

}  // namespace glasshell::load
