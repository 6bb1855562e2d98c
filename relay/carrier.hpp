// One WebSocket of a browser, from the upgrade to the close: the greeting, the way to a node, and then the carrying of a
// session's messages.
#pragma once

#include "link/endpoint.hpp"
#include "relay/asio.hpp"
#include "relay/node_connection.hpp"
#include "relay/service.hpp"
#include "relay/session.hpp"
#include "relay/session_carrier.hpp"
#include "relay/session_claim.hpp"
#include "relay/web_socket.hpp"
#include "relay/worker.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay {

/// Driven by callbacks. What is waited for keeps it alive. @par Thread safety  Its worker's thread only.
class carrier final : public tenant,
                      public socket_listener,
                      public session_carrier,
                      public std::enable_shared_from_this<carrier> {
 public:
  carrier(const service& common, worker& home, client_stream stream, const upgrade_request& request);

  /// Answers the upgrade and carries the link to its end.
  awaitable<void> run(std::unique_ptr<upgrade_request> request);

  void drain() override;
  void abort() override { cut("aborted"); }

  void message_arrived(message_kind kind, bytes_view octets) override;
  void message_written(const boost::system::error_code& error) override;

  [[nodiscard]] bool free() const override;
  void carry(link::send_message&& message) override;
  void note_end(std::string_view why, std::string_view detail) override;
  void dismiss(std::uint16_t close_code, std::string_view why, std::string_view detail) override;
  void cut_off(std::string_view why) override;

 private:
  enum class phase : std::uint8_t {
    upgrading,
    greeting,  ///< waits for a hello
    claiming,  ///< waits for what becomes of its claim on a session
    dialling,  ///< waits for the node
    carrying,  ///< a session's messages
    ending,    ///< the last frame, a bye or a refusal, is on its way; then the client closes
    closing,   ///< the close frame is on its way
    over,
  };

  void take_actions();
  void perform(link::hello_received&& hello);
  void perform(const link::failed& why);

  void claim_session(link::hello&& hello);
  void hear(const link::session_id& claimed, claim_answer answer);
  void refuse_for_restart();
  void refuse_claim(const link::session_id& claimed, const claim_refusal& why);
  awaitable<void> connect_node();
  void start_session(time_point dialled_at);
  void carry_session();

  void refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after, std::string_view detail = {});
  void close(std::uint16_t code, std::string_view why);
  void close_when_written();
  void cut(std::string_view why);
  void over(const socket_end& end);

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void arm_timer();
  void on_timer();

  /// Runs a callback; an exception is a bug and ends this link alone.
  template <class Callback>
  void guarded(Callback callback) noexcept;

  const service& common_;
  const node* target_;  ///< none if the request named no node
  const std::uint64_t number_;
  const std::uint64_t routing_word_;  ///< 0: none
  const boost::asio::ip::address address_;
  const log_level level_;  ///< of the lines about it
  admission::decision place_;
  phase phase_ = phase::upgrading;

  web_socket socket_;
  std::unique_ptr<link::endpoint> greeter_;  ///< until there is a session, whose it then is
  std::unique_ptr<node_connection> node_;    ///< likewise
  std::shared_ptr<session> session_;
  bool last_frame_is_out_ = false;
  bool hangs_up_ = false;  ///< behind the last frame, without waiting for the client to close
  bool close_started_ = false;
  std::uint16_t close_code_ = 0;

  steady_timer timer_;
  std::optional<time_point> timer_at_;
  std::optional<time_point> give_up_at_;  ///< while ending or closing

  const time_point started_at_;
  std::string_view end_reason_;
  std::string end_detail_;
};

template <class Callback>
void carrier::guarded(Callback callback) noexcept {
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", number_}, {"error", error.what()}});
    cut("internal_error");
  }
}

}  // namespace glasshell::relay
