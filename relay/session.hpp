// One session: the TCP connection to a node, and the link's endpoint, which alone knows the protocol. The relay sees sealed
// octets and never looks into them. Sockets that carry the session come and go; each is a carrier's.
#pragma once

#include "link/endpoint.hpp"
#include "relay/claim.hpp"
#include "relay/node_connection.hpp"
#include "relay/service.hpp"
#include "relay/session_body.hpp"
#include "relay/session_carrier.hpp"
#include "relay/web_socket.hpp"
#include "relay/worker.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace glasshell::relay {

/// Driven by callbacks: whatever happens, one `turn` lets everything go on that can. What is waited for keeps it alive: without
/// a socket, its timer.
/// @par Thread safety  Its worker's thread only.
class session final : public tenant, public node_listener, public std::enable_shared_from_this<session> {
 public:
  /// A session that begins (`begin`), or goes on here after another worker (`carried_by`).
  session(const service& common, worker& home, session_body body, std::unique_ptr<node_connection> node);

  /// Accepts the hello that its endpoint was greeted with: from here on there is a session.
  void begin();
  /// From here on data flows over this socket.
  void carried_by(session_carrier& socket);

  /// Another socket claims the session. If this is granted, the present one is dismissed, and `carried_by` or `leave` follows.
  std::optional<claim_refusal> grant(claim& claimed);
  /// Gives everything away for another worker; nothing is left here.
  std::pair<session_body, std::optional<released_socket>> leave();

  /// A binary message that the carrier's socket brought. @param octets  borrowed until the call returns
  void message_arrived(bytes_view octets);
  void text_arrived();
  /// The carrier can carry one more message.
  void carrier_is_free();
  /// The carrier's socket is at its end.
  void carrier_is_gone(const socket_end& socket);

  /// Lets it go for the sake of a limit, unless it has a socket again.
  void evict(std::string_view limit);

  void drain() override;
  void abort() override;

  void node_is_readable() override;
  void node_is_writable() override;

  [[nodiscard]] std::string name() const;

 private:
  /// Why it is over: what a claim that comes too late is told, and a word for the log.
  struct ending {
    ending(link::hop where, link::reason why) : ending(where, why, link::name_of(why)) {}
    ending(link::hop where, link::reason why, std::string_view said) : hop(where), reason(why), word(said) {}
    link::hop hop;
    link::reason reason;
    std::string_view word;
  };

  void turn();
  void take_actions();
  void perform(link::send_message&& message);
  void perform(const link::finished& why);
  void perform(const link::lost& why);
  void perform(const link::failed& why);

  void read_node();
  void write_node();
  void count_held_bytes(std::size_t now_bytes);
  void begin_echo(std::size_t size_bytes, time_point now);
  void end_echo(time_point now);
  void leave_node(link::hop where, link::reason why);

  void detach(const socket_end& socket);
  /// Whether, and why, the session does not outlive a socket that ended so.
  [[nodiscard]] std::optional<ending> end_with(const socket_end& socket) const;
  void make_room();
  void end(const ending& why);

  [[nodiscard]] std::optional<time_point> next_deadline() const;
  void arm_timer();
  void on_timer();

  /// Runs a callback; an exception is a bug and ends this session alone.
  template <class Callback>
  void guarded(Callback callback) noexcept;

  const service& common_;
  session_body body_;
  std::unique_ptr<node_connection> node_;
  session_carrier* carrier_ = nullptr;
  bool over_ = false;
  bool bye_is_out_ = false;  ///< on the present socket

  steady_timer timer_;
  std::optional<time_point> timer_at_;
  time_point last_data_at_;
  std::uint64_t data_seen_bytes_ = 0;
  std::size_t counted_bytes_ = 0;            ///< of what the endpoint holds, in the metrics
  std::optional<time_point> echo_began_at_;  ///< while a sample is under way
  std::optional<time_point> next_echo_at_;   ///< before that there is no other
  struct absence {
    time_point since;
    time_point until;
  };
  std::optional<absence> away_;  ///< while there is no socket
};

template <class Callback>
void session::guarded(Callback callback) noexcept {
  if (over_) return;
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", body_.link_number}, {"error", error.what()}});
    if (carrier_ != nullptr) std::exchange(carrier_, nullptr)->cut_off("internal_error");
    end({link::hop::relay, link::reason::internal_error});
  }
}

}  // namespace glasshell::relay
