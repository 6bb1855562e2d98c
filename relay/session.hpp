// One session: the TCP connection to a node, and the link's endpoint, which alone knows the protocol. The relay sees sealed
// octets and never looks into them. The socket that carries the session is the carrier's.
#pragma once

#include "link/endpoint.hpp"
#include "relay/node_connection.hpp"
#include "relay/service.hpp"
#include "relay/session_carrier.hpp"
#include "relay/worker.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay {

/// Driven by callbacks: whatever happens, one `turn` lets everything go on that can. What is waited for keeps it alive.
/// @par Thread safety  Its worker's thread only.
class session final : public tenant, public node_listener, public std::enable_shared_from_this<session> {
 public:
  /// @param greeted  has a hello and waits for a decision
  /// @param node  connected
  session(const service& common, worker& home, std::unique_ptr<link::endpoint> greeted,
          std::unique_ptr<node_connection> node);

  /// Accepts the hello: from here on data flows. @return the session's name, for the log
  std::string open(session_carrier& carrier, std::uint64_t link_number);

  /// A binary message that the carrier's socket brought. @param octets  borrowed until the call returns
  void message_arrived(bytes_view octets);
  void text_arrived();
  /// The carrier can carry one more message.
  void carrier_is_free();
  /// The carrier's socket is at its end, and this session with it.
  void carrier_is_gone();

  void drain() override;
  void abort() override { node_->close(); }

  void node_is_readable() override;
  void node_is_writable() override;

  [[nodiscard]] std::uint64_t bytes_to_client() const noexcept { return endpoint_->sent_bytes(); }
  [[nodiscard]] std::uint64_t bytes_to_node() const noexcept { return endpoint_->consumed_bytes(); }

 private:
  enum class phase : std::uint8_t {
    open,    ///< data flows
    ending,  ///< the node is left; what is still to be said, and a bye, are on their way
    over,
  };

  void turn();
  void take_actions();
  void perform(link::send_message&& message);
  void perform(const link::finished& why);
  void perform(const link::failed& why);

  void read_node();
  void write_node();
  void finish(link::hop where, link::reason why);

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void arm_timer();
  void on_timer();

  /// Runs a callback; an exception is a bug and ends this session alone.
  template <class Callback>
  void guarded(Callback callback) noexcept;

  const service& common_;
  phase phase_ = phase::open;
  std::unique_ptr<link::endpoint> endpoint_;
  std::unique_ptr<node_connection> node_;
  session_carrier* carrier_ = nullptr;
  std::uint64_t link_number_ = 0;
  bool bye_is_out_ = false;
  bool client_finished_ = false;

  steady_timer timer_;
  std::optional<time_point> timer_at_;
  time_point last_data_at_;
  std::uint64_t data_seen_bytes_ = 0;
};

}  // namespace glasshell::relay
