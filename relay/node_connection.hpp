// The TCP connection to a node: dialled, read without waiting when there is something, written as far as it takes.
#pragma once

#include "base/bytes.hpp"
#include "relay/asio.hpp"
#include "relay/flood_meter.hpp"
#include "relay/node_dialer.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace glasshell::relay {

/// Who is told. Kept alive by whatever it waits for.
class node_listener {
 public:
  virtual void node_is_readable() = 0;
  virtual void node_is_writable() = 0;

 protected:
  ~node_listener() = default;
};

/// A node's TCP connection on its way from one worker to another: no worker waits for it. Closes what nobody takes.
class released_socket {
 public:
  released_socket(const tcp& protocol, int descriptor) noexcept : protocol_(protocol), descriptor_(descriptor) {}
  released_socket(released_socket&& other) noexcept
      : protocol_(other.protocol_), descriptor_(std::exchange(other.descriptor_, -1)) {}
  released_socket& operator=(released_socket&&) = delete;
  released_socket(const released_socket&) = delete;
  released_socket& operator=(const released_socket&) = delete;
  ~released_socket();

 private:
  friend class node_connection;
  tcp protocol_;
  int descriptor_;
};

/// @par Thread safety  One worker's thread.
class node_connection {
 public:
  using error_code = boost::system::error_code;

  explicit node_connection(const executor& on) : socket_(on), pause_(on) {}
  /// Goes on with a connection that another worker released; closed if there was none, or the system does not let it.
  node_connection(const executor& on, std::optional<released_socket> from);

  /// @par Lifetime  This and `target` outlive the await.
  awaitable<std::optional<dial_failure>> dial(const node& target, std::chrono::milliseconds limit);
  /// Ends whatever is under way, a dial too.
  void close();
  /// Ends all waiting and gives the connection away. @return nothing if it is closed
  std::optional<released_socket> release();
  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }

  /// Both return at once; `would_block` says that there is nothing to take or no room.
  std::size_t read(bytes_span into, error_code& error);
  std::size_t write(bytes_view octets, error_code& error);

  /// Tells `owner` once; asked again before that, it does nothing.
  void await_readable(const std::shared_ptr<node_listener>& owner);
  void await_writable(const std::shared_ptr<node_listener>& owner);

  /// `owner` has read so much in one go. In a flood it is told of more only when much has gathered, or a moment is over.
  void took(std::size_t size_bytes, const std::shared_ptr<node_listener>& owner);

 private:
  void rest(const std::shared_ptr<node_listener>& owner);

  tcp_socket socket_;
  std::unique_ptr<node_dialer> dialer_;
  bool waiting_to_read_ = false;
  bool waiting_to_write_ = false;
  flood_meter flood_;
  steady_timer pause_;  // of a flood
};

}  // namespace glasshell::relay
