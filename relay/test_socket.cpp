#include "relay/test_socket.hpp"

#include "relay/upgrade_request.hpp"

#include <utility>

namespace glasshell::relay {

namespace {

// RFC 6455 §7.4.1, and its registry.
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_unsupported = 1003;
constexpr std::uint16_t close_policy = 1008;
constexpr std::uint16_t close_service_restart = 1012;
constexpr std::uint16_t close_try_again_later = 1013;

}  // namespace

test_socket::test_socket(const service& common, worker& home, client_stream stream,
                         const boost::asio::ip::address& from)
    : tenant(home),
      common_(common),
      place_(common.tests.admit(from)),
      socket_(std::move(stream)),
      timer_(home.get_executor()),
      started_at_(link_now()) {}

awaitable<void> test_socket::run(std::unique_ptr<upgrade_request> request) {
  const log_level level = request->level;
  const std::uint64_t number = request->attempt;
  arm_timer(common_.settings.limits.handshake_timeout);
  const auto not_accepted = co_await socket_.accept(*request);
  request.reset();
  if (!not_accepted) {
    open_ = true;
    arm_timer(longest_test);
    if (home().draining()) drain();  // it was too early to be told
    if (place_.outcome != admission::verdict::admitted) close(close_try_again_later, "too_many_tests");
    const socket_end end = co_await socket_.read_all(*this);
    if (end_reason_.empty()) end_reason_ = end.word();
  }
  timer_.cancel();
  place_ = {};
  common_.logger.write(level, "test_closed",
                       {{"link", number},
                        {"reason", end_reason_},
                        {"messages", messages_},
                        {"bytes", bytes_},
                        {"milliseconds", milliseconds_since(started_at_)}});
  co_await socket_.discard(common_.settings.limits.close_timeout);
  socket_.hang_up();
}

void test_socket::drain() {
  if (open_) close(close_service_restart, "relay_shutting_down");
}

void test_socket::message_arrived(message_kind kind, bytes_view octets) {
  if (close_code_ != 0) return;
  if (kind == message_kind::text) return close(close_unsupported, "text_message");
  bytes_ += octets.size();
  if (++messages_ > most_test_messages || bytes_ > most_test_bytes || waiting_) {
    return close(close_policy, "test_too_large");
  }
  waiting_.emplace(octets.begin(), octets.end());
  send_waiting();
}

void test_socket::message_written(const boost::system::error_code& error) {
  if (error) return socket_.cut();
  send_waiting();
}

void test_socket::send_waiting() {
  if (socket_.writing()) return;
  if (close_code_ == 0 && waiting_) {
    bytes message = std::move(*waiting_);
    waiting_.reset();
    return socket_.write({.head = std::move(message), .payload = {}}, shared_from_this());
  }
  if (close_code_ == 0 || close_started_) return;
  close_started_ = true;
  socket_.close(close_code_, shared_from_this());
}

void test_socket::close(std::uint16_t code, std::string_view why) {
  if (close_code_ != 0) return;
  close_code_ = code;
  end_reason_ = why;
  waiting_.reset();
  arm_timer(common_.settings.limits.close_timeout);
  send_waiting();
}

void test_socket::arm_timer(std::chrono::milliseconds limit) {
  timer_.expires_after(limit);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& moved) {
    if (moved) return;
    if (self->open_ && self->close_code_ == 0) return self->close(close_normal, "test_over");
    self->socket_.cut();
  });
}

}  // namespace glasshell::relay
