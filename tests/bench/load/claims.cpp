#include "load/claims.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <variant>

namespace glasshell::load {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// More wait for their answer only where the relay does not keep up; the rest then begins later.
constexpr std::size_t most_at_once = 500;
constexpr std::size_t longest_answer_bytes = 4096;

/// The least that a client can send: one that takes part in a flood does not bother with more.
std::string upgrade_request(const link_address& to) {
  const std::string host = to.relay.address().to_string() + ":" + std::to_string(to.relay.port());
  return "GET /ws/ssh/" + to.node + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: " +
         std::string(link::subprotocol) + "\r\n\r\n";
}

/// RFC 6455 §5.2, with a mask of zeros.
std::string masked_message(bytes_view payload) {
  std::string frame("\x82", 1);
  frame += static_cast<char>(0x80U | payload.size());
  frame.append(4, '\0');
  return frame.append(as_text_view(payload));
}

class flood {
 public:
  flood(asio::io_context& context, const link_address& to, const link::session_id& known, claim_pace pace)
      : context_(context), to_(to), known_(known), pace_(pace), request_(upgrade_request(to)) {}

  awaitable<claim_tally> run() {
    const auto began = clock::now();
    steady_timer timer(context_.get_executor());
    std::size_t begun = 0;
    for (auto elapsed = 0ns; elapsed < pace_.duration; elapsed = clock::now() - began) {
      const auto due = static_cast<std::size_t>(std::chrono::duration<double>(elapsed).count() * pace_.per_second);
      for (; begun < due && at_once_ < most_at_once; ++begun) {
        ++at_once_;
        auto one = claim(begun % 2 == 0);
        asio::co_spawn(context_, std::move(one), asio::detached);
      }
      timer.expires_after(1ms);
      co_await timer.async_wait(as_values);
    }
    while (at_once_ > 0) {
      timer.expires_after(1ms);
      co_await timer.async_wait(as_values);
    }
    const std::chrono::duration<double> took = clock::now() - began;
    tally_.per_second = static_cast<double>(tally_.unknown.count() + tally_.wrong_secret.count()) / took.count();
    co_return std::move(tally_);
  }

 private:
  awaitable<void> claim(bool on_the_known) {
    const bool was_refused = co_await refused(on_the_known);
    if (!was_refused) ++tally_.others;
    --at_once_;
  }

  awaitable<bool> refused(bool on_the_known) {
    tcp_socket socket(context_.get_executor());
    const auto [not_connected] = co_await socket.async_connect(to_.relay, as_values);
    if (not_connected) co_return false;
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::linger(true, 0), ignored);  // ten thousand ports a second are not left waiting
    const auto [not_asked, asked] = co_await asio::async_write(socket, asio::buffer(request_), as_values);
    std::string answer;
    auto into = asio::dynamic_buffer(answer, longest_answer_bytes);
    const auto [not_upgraded, head_bytes] = co_await asio::async_read_until(socket, into, "\r\n\r\n", as_values);
    if (not_asked || not_upgraded || !answer.starts_with("HTTP/1.1 101")) co_return false;
    into.consume(head_bytes);

    const std::string hello = next_hello(on_the_known);
    const auto began = clock::now();
    const auto [not_claimed, claimed] = co_await asio::async_write(socket, asio::buffer(hello), as_values);
    while (!whole(answer)) {
      const auto [error, size] = co_await socket.async_read_some(into.prepare(longest_answer_bytes / 2), as_values);
      if (not_claimed || error) co_return false;
      into.commit(size);
    }
    co_return note(answer, clock::now() - began);
  }

  std::string next_hello(bool on_the_known) {
    std::array<std::uint8_t, link::session_secret_bytes> secret{};
    fill(secret);
    link::session_id id = known_;
    if (!on_the_known) fill(id);
    link::hello made;
    made.receive_limit = 1 << 20;
    made.resume =
        link::resume_claim{.id = id, .secret = secret_bytes(bytes_view(secret)), .attempt = 1, .received_bytes = 0};
    return masked_message(link::encode(made));
  }

  template <std::size_t Size>
  void fill(std::array<std::uint8_t, Size>& octets) {
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(random_());
  }

  // A refusal without a text is short: its length stands in one octet.
  static bool whole(const std::string& answer) {
    return answer.size() >= 2 && answer.size() >= 2 + static_cast<std::size_t>(static_cast<std::uint8_t>(answer[1]));
  }

  bool note(const std::string& answer, clock::duration took) {
    const auto frame = link::decode(as_bytes_view(answer).subspan(2, static_cast<std::uint8_t>(answer[1])));
    const auto* refusal = frame ? std::get_if<link::refuse>(&*frame) : nullptr;
    if (refusal == nullptr) return false;
    if (refusal->reason == link::reason::session_unknown) return tally_.unknown.add(took), true;
    if (refusal->reason == link::reason::session_wrong_secret) return tally_.wrong_secret.add(took), true;
    return false;
  }

  asio::io_context& context_;
  const link_address& to_;
  const link::session_id known_;
  const claim_pace pace_;
  const std::string request_;
  std::mt19937 random_{1};
  std::size_t at_once_ = 0;
  claim_tally tally_;
};

}  // namespace

awaitable<claim_tally> claim_in_vain(asio::io_context& context, const link_address& to, const link::session_id& known,
                                     claim_pace pace) {
  flood all(context, to, known, pace);
  co_return co_await all.run();
}

}  // namespace glasshell::load
