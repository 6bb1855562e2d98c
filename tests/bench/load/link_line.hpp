// A link to the relay as a page has it, without an SSH engine: the endpoint of core/link over a WebSocket, whose consumer takes
// everything at once.
#pragma once

#include "link/endpoint.hpp"
#include "load/line.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <memory>
#include <optional>
#include <string>

namespace glasshell::load {

/// Where a relay is, and which of its nodes is wanted.
struct link_address {
  tcp::endpoint relay;
  std::string node;
};

class link_line final : public line, public std::enable_shared_from_this<link_line> {
 public:
  link_line(asio::io_context& context, link_address to, const link::settings& settings);

  awaitable<bool> open() override;
  std::size_t type(bytes_view octets) override;
  void close() override;
  [[nodiscard]] bool is_open() const noexcept override { return phase_ == phase::open; }

 private:
  enum class phase : std::uint8_t { opening, open, closing, over };

  awaitable<bool> connect();
  awaitable<bool> take_message();
  static awaitable<void> read_to_end(std::shared_ptr<link_line> self);
  void turn();
  void perform(link::send_message&& message);
  void perform(const link::established&);
  void perform(const link::refused& said);
  void perform(const link::finished& said);
  void perform(const link::lost& said);
  void perform(const link::failed& said);
  void perform(const link::hello_received&) {}
  void arm_timer();
  void end(std::string why);

  asio::io_context& context_;
  link_address to_;
  phase phase_ = phase::opening;
  boost::beast::websocket::stream<tcp_socket, false> socket_;
  boost::beast::flat_buffer incoming_;
  std::optional<link::send_message> outgoing_;  // the one on its way
  link::endpoint endpoint_;
  bool turning_ = false;
  steady_timer timer_;
  std::optional<time_point> timer_at_;
};

}  // namespace glasshell::load
