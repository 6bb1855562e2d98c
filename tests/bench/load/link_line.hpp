// A link to the relay as a page has it, without an SSH engine: the endpoint of core/link over one WebSocket after another, whose
// consumer takes everything at once.
#pragma once

#include "link/endpoint.hpp"
#include "load/line.hpp"
#include "load/link_socket.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace glasshell::load {

class link_line final : public line, public link_socket_listener, public std::enable_shared_from_this<link_line> {
 public:
  link_line(asio::io_context& context, link_address to, const link::settings& settings);

  awaitable<bool> open() override;
  std::size_t type(bytes_view octets) override;
  void close() override;
  [[nodiscard]] bool is_open() const noexcept override { return state_ == state::open; }

  /// What happens when its socket is lost: it ends (the default), or it waits for `resume`.
  enum class after_loss : std::uint8_t { ends, waits };
  void set_after_loss(after_loss what) noexcept { after_loss_ = what; }

  /// The session has no socket that is of use, and can go on over another.
  [[nodiscard]] bool waits() const noexcept { return state_ == state::waiting; }

  enum class loss : std::uint8_t {
    reset,          ///< a TCP reset
    end,            ///< the end of the TCP stream
    going_away,     ///< a closing handshake with code 1001, as of a page that goes away
    other_closing,  ///< one with code 1000 and without a bye, as of a proxy
    silence,        ///< the socket stays as it is, and is not read any more: the relay is not told
  };
  /// Loses the socket so, and waits.
  void lose(loss how);
  /// Absent until the relay has accepted.
  [[nodiscard]] std::optional<link::session_id> session() const { return endpoint_.session(); }

  /// Goes on over a new socket, which takes the place of the old one if there still is one.
  /// @return false if that does not come about; it waits still, or `why()` says why it is over
  awaitable<bool> resume();

  void message_arrived(const link_socket& from, bytes_view octets) override;
  void message_written(const link_socket& from) override;
  void socket_ended(const link_socket& from, const std::string& why) override;

 private:
  enum class state : std::uint8_t { opening, open, waiting, closing, over };

  /// Connects and greets. @return whether the relay accepted
  awaitable<bool> greet();
  void turn();
  void perform(link::send_message&& message);
  void perform(const link::established&);
  void perform(const link::refused& said);
  void perform(const link::finished& said);
  void perform(const link::lost& said);
  void perform(const link::failed& said);
  void perform(const link::hello_received&) {}
  void wait_for_another(const std::string& why);
  void end(std::string why);
  void arm_timer();

  asio::io_context& context_;
  link_address to_;
  state state_ = state::opening;
  after_loss after_loss_ = after_loss::ends;
  std::shared_ptr<link_socket> socket_;
  std::shared_ptr<link_socket> silent_socket_;  // left behind; cut when the next one is
  link::endpoint endpoint_;
  bool turning_ = false;
  steady_timer decided_;  // cancelled when the relay has accepted or refused, or the socket is gone
  steady_timer timer_;
  std::optional<time_point> timer_at_;
};

}  // namespace glasshell::load
