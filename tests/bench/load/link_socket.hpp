// One WebSocket of a link: connected, read to its end, written one message at a time, ended in order or in one of the ways in which
// networks end them.
#pragma once

#include "link/endpoint.hpp"
#include "load/line.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::load {

/// Where a relay is, and which of its nodes is wanted.
struct link_address {
  tcp::endpoint relay;
  std::string node;
  std::string routing_word{};  ///< the same for each of a session's sockets, as a page has it
};

class link_socket;

/// Who is told; `from` may be a socket that was replaced meanwhile.
class link_socket_listener {
 public:
  virtual void message_arrived(const link_socket& from, bytes_view octets) = 0;
  virtual void message_written(const link_socket& from) = 0;
  virtual void socket_ended(const link_socket& from, const std::string& why) = 0;

 protected:
  ~link_socket_listener() = default;
};

/// @par Lifetime  Held by `std::shared_ptr`; while it is open it keeps its listener alive.
class link_socket : public std::enable_shared_from_this<link_socket> {
 public:
  link_socket(asio::io_context& context, std::shared_ptr<link_socket_listener> owner);

  /// Connects, upgrades and begins to read. @return why not; empty if it is open
  awaitable<std::string> open(const link_address& to);

  [[nodiscard]] bool writing() const noexcept { return outgoing_.has_value(); }
  /// Only while nothing else is on its way.
  void write(link::send_message message);

  /// The closing handshake; the owner hears of its end.
  void close(std::uint16_t code);
  enum class cut_kind : std::uint8_t {
    reset,  ///< the peer sees a TCP reset
    end,    ///< the peer sees the end of the stream, without a closing handshake
  };
  /// At once; the owner hears nothing more.
  void cut(cut_kind how);
  /// Nothing is read any more, and the peer is not told.
  void fall_silent() noexcept { silent_ = true; }

 private:
  static awaitable<void> read_to_end(std::shared_ptr<link_socket> self);
  void end(const std::string& why);

  asio::io_context& context_;
  std::shared_ptr<link_socket_listener> owner_;
  boost::beast::websocket::stream<tcp_socket, false> stream_;
  boost::beast::flat_buffer incoming_;
  std::optional<link::send_message> outgoing_;
  bool silent_ = false;
};

}  // namespace glasshell::load
