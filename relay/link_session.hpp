// One link: a WebSocket of a browser on one side, the TCP connection to a node on the other, and between them the link's
// endpoint, which alone knows the protocol. The relay sees sealed octets and never looks into them.
#pragma once

#include "link/endpoint.hpp"
#include "relay/asio.hpp"
#include "relay/node_connection.hpp"
#include "relay/service.hpp"
#include "relay/web_socket.hpp"
#include "relay/worker.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay {

/// Driven by callbacks: whatever happens, one `turn` lets everything go on that can. What is waited for keeps it alive.
class link_session final : public tenant,
                           public socket_listener,
                           public node_listener,
                           public std::enable_shared_from_this<link_session> {
 public:
  link_session(const service& common, worker& home, tcp_socket socket, const peer& from,
               const upgrade_request& request);

  /// Answers the upgrade and carries the link to its end.
  awaitable<void> run(std::unique_ptr<upgrade_request> request);

  void drain() override;
  void abort() override { end_at_once("aborted"); }

  void message_arrived(message_kind kind, bytes_view octets) override;
  void message_written(const boost::system::error_code& error) override;
  void node_is_readable() override;
  void node_is_writable() override;

 private:
  enum class phase : std::uint8_t {
    upgrading,
    greeting,  ///< waits for a hello
    dialling,  ///< waits for the node
    open,      ///< data flows
    ending,    ///< the last frame, a bye or a refusal, is on its way; then the client closes
    closing,   ///< the close frame is on its way
    over,
  };

  void turn();
  void take_actions();
  void perform(link::send_message&& message);
  void perform(link::hello_received&& hello);
  void perform(const link::finished& why);
  void perform(const link::failed& why);

  awaitable<void> connect_node();
  void start_session(time_point dialled_at);
  void read_node();
  void write_node();

  void refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after, std::string_view detail = {});
  void finish(link::hop where, link::reason why);
  void begin_close(std::uint16_t code, std::string_view why);
  void close_when_written();
  void end_at_once(std::string_view why);
  void over();
  void note_end(std::string_view why, std::string_view detail = {});

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void arm_timer();
  void on_timer();

  /// Runs a callback; an exception is a bug and ends this link alone.
  template <class Callback>
  void guarded(Callback callback) noexcept;

  const service& common_;
  const node* target_;  ///< none if the request named no node
  const std::uint64_t attempt_;
  admission::decision place_;
  phase phase_ = phase::upgrading;

  web_socket socket_;
  link::endpoint endpoint_;
  node_connection node_;
  bool last_frame_is_out_ = false;
  bool client_finished_ = false;
  bool close_started_ = false;
  std::uint16_t close_code_ = 0;

  steady_timer timer_;
  std::optional<time_point> timer_at_;
  std::optional<time_point> give_up_at_;  ///< while ending or closing
  time_point last_data_at_;
  std::uint64_t data_seen_bytes_ = 0;

  const time_point started_at_;
  std::string_view end_reason_;
  std::string end_detail_;
};

}  // namespace glasshell::relay
