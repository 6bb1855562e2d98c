// Opens what the relay listens on: a port, a Unix socket, or what systemd opened for it.
#pragma once

#include "relay/asio.hpp"
#include "relay/config.hpp"
#include "relay/socket_address.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

using stream_acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol, executor>;

/// A listening socket, and the file that goes with it. Not thread-safe.
class listening_socket {
 public:
  /// @param path  of a Unix socket's file, which is removed at the end; empty: none
  listening_socket(stream_acceptor acceptor, std::string path)
      : acceptor_(std::move(acceptor)), path_(std::move(path)) {}
  listening_socket(listening_socket&& other) noexcept
      : acceptor_(std::move(other.acceptor_)), path_(std::exchange(other.path_, {})) {}
  listening_socket& operator=(listening_socket&&) = delete;
  listening_socket(const listening_socket&) = delete;
  listening_socket& operator=(const listening_socket&) = delete;
  ~listening_socket() { close(); }

  [[nodiscard]] stream_acceptor& acceptor() noexcept { return acceptor_; }
  [[nodiscard]] socket_address address() const;
  void close();

 private:
  stream_acceptor acceptor_;
  std::string path_;
};

/// Which of systemd's sockets are meant: those that its unit names "operator" (FileDescriptorName=), or all others.
enum class systemd_share : std::uint8_t { operators, others };

/// @param setting  "listen", for messages
/// @return several only from systemd; none for a place that is nowhere
/// @par Errors  One sentence that says what to do.
config_result<std::vector<listening_socket>> open_listening_sockets(const listen_place& place, std::string_view setting,
                                                                    systemd_share share, const executor& on);

}  // namespace glasshell::relay
