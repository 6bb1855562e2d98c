// Reaching a node: its name resolved, then its addresses tried in turn, all within one deadline.
#pragma once

#include "link/frame.hpp"
#include "relay/asio.hpp"
#include "relay/config.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::relay {

/// Which hop did not work, and why.
struct dial_failure {
  link::hop hop = link::hop::node_tcp;
  link::reason reason = link::reason::internal_error;
  std::string detail;  ///< the system's words, for the log
};

/// One attempt to reach one node. @par Thread safety  One worker's thread.
class node_dialer {
 public:
  node_dialer(const executor& on, const node& target, std::chrono::milliseconds limit);
  ~node_dialer();
  node_dialer(const node_dialer&) = delete;
  node_dialer& operator=(const node_dialer&) = delete;

  /// @param into  open and connected afterwards, if nothing failed
  /// @par Lifetime  This and `into` outlive the await.
  awaitable<std::optional<dial_failure>> dial(tcp_socket& into);

  /// Ends a dial that is under way; it fails with connection_timed_out.
  void cancel();

 private:
  struct lookup;
  awaitable<std::optional<dial_failure>> resolve();
  awaitable<std::optional<dial_failure>> connect(tcp_socket& into);

  const node& target_;
  std::chrono::steady_clock::time_point give_up_at_;
  // Shared with the lookup, which goes on in a thread of its own until the system's resolver returns, whoever waits for it.
  std::shared_ptr<lookup> lookup_;
};

}  // namespace glasshell::relay
