// A bare TCP connection to the node: what everything else is compared with.
#pragma once

#include "load/line.hpp"

#include <array>
#include <memory>
#include <vector>

namespace glasshell::load {

class tcp_line final : public line, public std::enable_shared_from_this<tcp_line> {
 public:
  tcp_line(asio::io_context& context, tcp::endpoint node);

  awaitable<bool> open() override;
  std::size_t type(bytes_view octets) override;
  void close() override;
  [[nodiscard]] bool is_open() const noexcept override { return open_; }

 private:
  static awaitable<void> read_to_end(std::shared_ptr<tcp_line> self);
  void write();
  void end(std::string why);

  asio::io_context& context_;
  tcp::endpoint node_;
  tcp_socket socket_;
  bool open_ = false;
  std::vector<std::uint8_t> waiting_;  // typed, not yet given to the socket
  std::vector<std::uint8_t> writing_;
  std::array<std::uint8_t, 4096> incoming_{};
};

}  // namespace glasshell::load
