#include "relay/session.hpp"

#include "relay/overloaded.hpp"
#include "relay/process.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using namespace std::chrono_literals;

// RFC 6455 §7.4.1
constexpr std::uint16_t close_normal = 1000;

/// One read of a node takes at most a block of the replay buffer, and so many of them before others get their turn.
constexpr std::size_t node_read_bytes = link::replay_buffer::block_bytes;
constexpr int reads_in_a_row = 4;

std::string hex(bytes_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
  return text;
}

}  // namespace

session::session(const service& common, worker& home, std::unique_ptr<link::endpoint> greeted,
                 std::unique_ptr<node_connection> node)
    : tenant(home),
      common_(common),
      endpoint_(std::move(greeted)),
      node_(std::move(node)),
      timer_(home.get_executor()),
      last_data_at_(link_now()) {}

template <class Callback>
void session::guarded(Callback callback) noexcept {
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", link_number_}, {"error", error.what()}});
    node_->close();
    if (carrier_ != nullptr) carrier_->cut("internal_error");
  }
}

std::string session::open(session_carrier& carrier, std::uint64_t link_number) {
  carrier_ = &carrier;
  link_number_ = link_number;
  std::string name;
  const random_source random = [&name](bytes_span into) {
    fill_random(into);
    if (name.empty()) name = hex(into);  // the id comes first; the secret is not for the log
  };
  endpoint_->accept(link::custody::browser, 0s, random, link_now());
  guarded([this] { turn(); });
  return name;
}

void session::turn() {
  if (phase_ == phase::over) return;
  write_node();
  take_actions();
  if (phase_ == phase::open && endpoint_->writable() > 0) node_->await_readable(shared_from_this());
  arm_timer();
}

void session::take_actions() {
  // Messages stay in the endpoint, which bounds and joins them, until the last one is written. After a failure it has
  // notices only, and those do not wait for a peer that does not read.
  while (carrier_ != nullptr && (carrier_->free() || !endpoint_->open())) {
    auto action = endpoint_->next_action();
    if (!action) return;
    std::visit(
        overloaded{[this](link::send_message& message) { perform(std::move(message)); },
                   [this](const link::finished& why) { perform(why); },
                   [this](const link::lost& why) {
                     perform(link::failed{why.why, why.close_code});
                   },
                   [this](const link::failed& why) { perform(why); },
                   [](const link::hello_received& /*was taken by the carrier*/) {},
                   [](const link::established& /*clients only*/) {}, [](const link::refused& /*clients only*/) {}},
        *action);
  }
}

void session::perform(link::send_message&& message) {
  bye_is_out_ = bye_is_out_ || static_cast<link::frame_type>(message.head.front()) == link::frame_type::bye;
  carrier_->carry(std::move(message));
}

void session::perform(const link::finished& why) {
  carrier_->note_end("closed_by_client", link::name_of(why.why.reason));
  client_finished_ = true;
  write_node();
}

void session::perform(const link::failed& why) {
  node_->close();
  const std::string_view word = why.why == link::errc::silent_peer ? "silent_peer" : "protocol_violation";
  carrier_->note_end(word, why.why.message());
  carrier_->close(why.close_code, word);
}

void session::message_arrived(bytes_view octets) {
  guarded([&] {
    endpoint_->feed(octets, link_now());
    turn();
  });
}

void session::text_arrived() {
  guarded([this] {
    endpoint_->feed_text(link_now());
    turn();
  });
}

void session::carrier_is_free() {
  guarded([this] { turn(); });
}

void session::carrier_is_gone() {
  phase_ = phase::over;
  carrier_ = nullptr;
  node_->close();
  timer_.cancel();
}

void session::finish(link::hop where, link::reason why) {
  if (phase_ != phase::open) return;
  if (carrier_ != nullptr) carrier_->note_end(link::name_of(why), {});
  node_->close();
  phase_ = phase::ending;
  endpoint_->finish(where, why, {}, link_now());
}

void session::drain() {
  guarded([this] {
    finish(link::hop::relay, link::reason::relay_shutting_down);
    turn();
  });
}

// ---- the node ----

void session::node_is_readable() {
  guarded([this] {
    read_node();
    turn();
  });
}

void session::node_is_writable() {
  guarded([this] { turn(); });
}

void session::read_node() {
  std::size_t total_bytes = 0;
  for (int round = 0; round < reads_in_a_row && phase_ == phase::open; ++round) {
    const std::size_t room = std::min(endpoint_->writable(), node_read_bytes);
    if (room == 0) break;
    const bytes_span into = endpoint_->prepare(room);
    error_code error;
    const std::size_t size = node_->read(into, error);
    endpoint_->commit(size, link_now());
    if (error == asio::error::would_block) break;
    if (error) {
      const bool in_order = error == asio::error::eof;
      return finish(link::hop::node_tcp, in_order ? link::reason::closed_by_node : link::reason::connection_reset);
    }
    total_bytes += size;
    take_actions();
    if (size < into.size()) break;
  }
  node_->took(total_bytes, shared_from_this());
}

void session::write_node() {
  while (phase_ == phase::open && !endpoint_->readable().empty()) {
    const bytes_view octets = endpoint_->readable();
    error_code error;
    const std::size_t size = node_->write(octets, error);
    if (error == asio::error::would_block) return node_->await_writable(shared_from_this());
    // A node that takes no more may still have something to say: its last octets, and why it ended, come by reading.
    endpoint_->consume(error ? octets.size() : size, link_now());
  }
  if (client_finished_ && endpoint_->readable().empty()) finish(link::hop::relay, link::reason::closed_by_client);
}

// ---- time ----

std::optional<time_point> session::next_deadline() const {
  if (phase_ == phase::over) return std::nullopt;
  if (bye_is_out_) return endpoint_->next_deadline();  // from here on the carrier bounds the rest
  return earlier(endpoint_->next_deadline(), last_data_at_ + common_.settings.limits.idle_timeout);
}

/// One timer, moved only when it would come too late: most deadlines are put off long before they pass.
void session::arm_timer() {
  const auto at = next_deadline();
  if (!at || (timer_at_ && *timer_at_ <= *at)) return;
  timer_at_ = at;
  timer_.expires_at(from_link_time(*at));
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error) return;
    self->guarded([&] {
      self->timer_at_.reset();
      self->on_timer();
    });
  });
}

void session::on_timer() {
  if (phase_ == phase::over) return;
  const auto now = link_now();
  const std::uint64_t seen_bytes = endpoint_->sent_bytes() + endpoint_->received_bytes();
  if (seen_bytes != std::exchange(data_seen_bytes_, seen_bytes)) last_data_at_ = now;
  const bool idle = now >= last_data_at_ + common_.settings.limits.idle_timeout;
  endpoint_->tick(now);
  switch (phase_) {
    case phase::open:
      if (idle) finish(link::hop::relay, link::reason::idle_timeout);
      break;
    case phase::ending:
      if (idle && !bye_is_out_) carrier_->close(close_normal, link::name_of(link::reason::idle_timeout));
      break;
    case phase::over:
      return;
  }
  turn();
}

}  // namespace glasshell::relay
