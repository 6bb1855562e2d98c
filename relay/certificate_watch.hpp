// Looks at the files of TLS from time to time, and when it is asked to.
#pragma once

#include "relay/asio.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

namespace glasshell::relay {

/// @par Thread safety  `look` from any thread; the rest on its worker's.
class certificate_watch : public tenant {
 public:
  certificate_watch(const service& common, worker& home);

  /// Until aborted. @par Lifetime  This outlives the await.
  awaitable<void> run();
  /// Takes the files as they are now, if they have changed and are in order; tells the log.
  void look() const;

  void drain() override {}
  void abort() override;

 private:
  const service& common_;
  steady_timer next_look_;
  bool over_ = false;
};

}  // namespace glasshell::relay
