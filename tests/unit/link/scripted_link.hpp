// One endpoint, a manual clock, and a peer that says whatever the test says.
#pragma once

#include "link/endpoint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace glasshell::link::test {

using namespace std::chrono_literals;

/// The message as it stands in one WebSocket message.
bytes joined(const send_message& message);

/// A data frame, which `encode` leaves to whoever has the octets.
bytes data_frame(bytes_view payload);
inline bytes data_frame(std::string_view payload) { return data_frame(as_bytes_view(payload)); }

/// The octet at this place of a stream in which no place looks like another for long.
std::uint8_t stream_octet(std::uint64_t offset) noexcept;
bytes stream_octets(std::uint64_t offset, std::size_t size_bytes);

/// What an endpoint did, in order, since it was last asked.
struct deeds {
  std::vector<bytes> messages;
  std::vector<action> notices;  ///< all but `send_message`

  /// The only notice, which is of this kind; null otherwise.
  template <class Notice>
  [[nodiscard]] const Notice* only() const {
    return notices.size() == 1 ? std::get_if<Notice>(&notices.front()) : nullptr;
  }
  [[nodiscard]] bool nothing() const noexcept { return messages.empty() && notices.empty(); }
};

class scripted_link {
 public:
  /// Before the handshake.
  explicit scripted_link(role role, settings settings = {}, std::string_view proof = {});
  /// After it, with this much granted by the peer.
  static scripted_link opened(role role, settings settings = {}, std::uint64_t peer_limit = 1'000'000'000);

  deeds feed(bytes_view message);
  template <class Frame>
  deeds hear(const Frame& frame) {
    return feed(encode(frame));
  }
  deeds hear_data(std::string_view payload) { return feed(data_frame(payload)); }
  deeds hear_text();
  deeds write(std::string_view octets);
  deeds consume(std::size_t size_bytes);
  deeds finish(hop where = hop::session, reason why = reason::closed_by_client, std::string text = {});
  deeds accept(std::chrono::seconds grace = 7200s);
  deeds reject(refuse why);
  deeds probe();
  deeds detach();
  /// Client: over a new socket.
  deeds attach(std::string_view proof = {});
  /// Client: over a new socket, and welcomed there.
  deeds reattach(std::uint64_t received_bytes, std::uint64_t receive_limit = 1'000'000'000);
  /// Relay: a hello that claims its session.
  deeds resume(std::uint32_t attempt, std::uint64_t received_bytes, std::uint64_t receive_limit = 1'000'000'000);
  /// The clock moves and nobody calls.
  void pass(duration time) { now += time; }
  /// The clock moves, and the timer fires where it is due.
  deeds wait(duration time);
  deeds take_deeds();

  /// Time until the next deadline; negative if there is none.
  [[nodiscard]] duration until_deadline() const;
  [[nodiscard]] std::string readable() const { return std::string(as_text_view(end.readable())); }

  time_point now{1h};
  endpoint end;
};

/// The session's id and secret in these tests.
extern const random_source not_random;
hello claim_of_a_client(std::uint32_t attempt, std::uint64_t received_bytes,
                        std::uint64_t receive_limit = 1'000'000'000);
hello greeting_of_a_client(std::uint64_t receive_limit = 1'000'000'000);
welcome welcome_of_a_relay(std::uint64_t receive_limit = 1'000'000'000);

template <class Frame>
Frame decoded_as(bytes_view message) {
  auto decoded = decode(message);
  if (!decoded) throw decoded.error().message();
  return std::get<Frame>(std::move(*decoded));
}

}  // namespace glasshell::link::test
