// The relay as one thing: started from a configuration, drained, gone. No third-party type but the configuration's.
#pragma once

#include "relay/config.hpp"

#include <cstdint>
#include <memory>

namespace glasshell::relay {

/// @par Thread safety  One thread; the relay has threads of its own.
class relay {
 public:
  /// Reads the page's files, listens, and serves from then on.
  /// @par Errors  The page's folder or the listening address cannot be used: one sentence that says what to do.
  static config_result<std::unique_ptr<relay>> start(config settings);

  /// Ends everything at once.
  ~relay();
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;

  /// That browsers reach it by; 0 if it listens on a Unix socket.
  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Likewise of operators.
  [[nodiscard]] std::uint16_t operator_port() const noexcept;
  /// Links that are up now, those being refused included.
  [[nodiscard]] std::size_t link_count() const;
  /// Sessions, and those of them that wait for a socket.
  [[nodiscard]] std::size_t session_count() const;
  [[nodiscard]] std::size_t detached_session_count() const;

  /// Looks whether the files of TLS have changed, and uses them from now on if they are in order.
  void reload();

  /// Takes no new sessions, and waits up to the linger time for those that there are to end. Then stops accepting, tells every link,
  /// waits for them up to the drain time, and ends the rest. Returns when all is over.
  void drain();

 private:
  void linger();
  struct parts;
  explicit relay(std::unique_ptr<parts> made) noexcept;
  std::unique_ptr<parts> parts_;
};

}  // namespace glasshell::relay
