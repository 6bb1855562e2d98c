// Takes connections and gives them to the workers in turn; those of operators, and all while the relay comes to its end, stay
// on the listeners' own.
#pragma once

#include "relay/asio.hpp"
#include "relay/client_stream.hpp"
#include "relay/listening_sockets.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace glasshell::relay {

class listener : public tenant {
 public:
  /// @param home  the worker of the listeners, whose context `socket` is on; `common` knows the others
  listener(const service& common, worker& home, listening_socket socket, audience whom);

  /// Accepts until aborted. @par Lifetime  This outlives the await.
  awaitable<void> run();

  /// Nobody is given any more to the other workers, which come to their end.
  /// @param done  called as soon as that is so
  void turn_away(std::function<void()> done);

  /// Goes on: whoever comes is told that the relay is about to end.
  void drain() override {}
  void abort() override;

 private:
  worker& next_worker();
  admission::decision admit(const peer& who);
  void give(client_stream::socket_type socket, worker& taken_for);
  client_stream::socket_type keep(client_stream::socket_type socket, const socket_address& from);

  const service& common_;
  const audience whom_;
  listening_socket socket_;
  steady_timer pause_;
  std::size_t next_worker_ = 0;
  bool turns_away_ = false;
};

}  // namespace glasshell::relay
