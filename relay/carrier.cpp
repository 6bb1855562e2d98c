#include "relay/carrier.hpp"

#include "relay/upgrade_request.hpp"

#include <nlohmann/json.hpp>

#include <exception>
#include <utility>

namespace glasshell::relay {

namespace {

using boost::system::error_code;

// RFC 6455 §7.4.1, and its registry.
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_service_restart = 1012;

std::string greeting_for_probes() {
  return nlohmann::json{{"message", "WebSocket works here; this address speaks a protocol of its own"},
                        {"subprotocol", link::subprotocol}}
      .dump();
}

bool is_last(const link::send_message& message) {
  const auto type = static_cast<link::frame_type>(message.head.front());
  return type == link::frame_type::bye || type == link::frame_type::refuse;
}

}  // namespace

carrier::carrier(const service& common, worker& home, client_stream stream, const upgrade_request& request)
    : tenant(home),
      common_(common),
      target_(common.find_node(request.node)),
      number_(request.attempt),
      routing_word_(request.routing_word),
      address_(request.address),
      level_(request.level),
      socket_(std::move(stream)),
      greeter_(std::make_unique<link::endpoint>(link::role::relay, common.settings.link, link_now())),
      timer_(home.get_executor()),
      started_at_(link_now()) {
  if (request.who == upgrade_to_link::client::speaks_our_protocol) place_ = common.links.admit(request.address);
}

// ---- from the upgrade to the end ----

awaitable<void> carrier::run(std::unique_ptr<upgrade_request> request) {
  const auto who = request->who;
  arm_timer();
  const error_code not_accepted = co_await socket_.accept(*request);
  request.reset();
  if (not_accepted) {
    note_end("upgrade_failed", not_accepted.message());
    over({});
  } else {
    common_.logger.write(level_, "link_accepted", {{"link", number_}});
    phase_ = phase::greeting;
    if (who == upgrade_to_link::client::probes) {
      phase_ = phase::ending;
      note_end("probe", {});
      give_up_at_ = link_now() + common_.settings.limits.close_timeout;
      socket_.write_text(greeting_for_probes(), shared_from_this());
    }
    arm_timer();
    if (home().draining()) drain();  // it was too early to be told, or too late
    socket_end end;
    try {
      end = co_await socket_.read_all(*this);
    } catch (const std::exception& error) {  // no memory, or a bug: the session must hear that this is gone
      end.detail = error.what();
    }
    note_end(end.word(), end.detail);
    over(end);
  }
  co_await socket_.discard(common_.settings.limits.close_timeout);
  socket_.hang_up();
}

void carrier::message_arrived(message_kind kind, bytes_view octets) {
  if (const auto held = session_) {  // which may dismiss this
    return kind == message_kind::binary ? held->message_arrived(octets) : held->text_arrived();
  }
  if (!greeter_) return;  // it came after the session was lost to this socket
  guarded([&] {
    switch (kind) {
      case message_kind::binary:
        greeter_->feed(octets, link_now());
        break;
      case message_kind::text:
        greeter_->feed_text(link_now());
        break;
    }
    take_actions();
  });
}

void carrier::drain() {
  guarded([this] {
    switch (phase_) {
      case phase::upgrading:
        break;  // its client may have the answer already, and is told as soon as the upgrade is over
      case phase::greeting:
        close(close_service_restart, "relay_shutting_down");
        break;
      case phase::claiming:
        refuse_for_restart();
        take_actions();
        break;
      case phase::dialling:
        node_->close();
        refuse_for_restart();
        take_actions();
        break;
      case phase::carrying:  // the session is told, and says bye
      case phase::ending:
      case phase::closing:
      case phase::over:
        break;
    }
  });
}

// ---- what a session asks of it ----

bool carrier::free() const { return phase_ < phase::closing && !socket_.writing(); }

void carrier::carry(link::send_message&& message) {
  if (is_last(message)) {
    last_frame_is_out_ = true;
    phase_ = phase::ending;
    give_up_at_ = link_now() + common_.settings.limits.idle_timeout;
    arm_timer();
  }
  socket_.write(std::move(message), shared_from_this());
}

void carrier::message_written(const error_code& error) {
  guarded([&] {
    if (error) return cut("connection_lost");
    if (last_frame_is_out_ && hangs_up_) return socket_.hang_up();
    if (phase_ == phase::ending && end_reason_ == "probe") close(close_normal, end_reason_);
    if (phase_ == phase::ending && last_frame_is_out_) {
      // The client has everything and closes; if it does not, the relay does. One that shuts down does not wait.
      give_up_at_ = link_now() + common_.settings.limits.close_timeout;
      if (home().draining()) close(close_service_restart, "relay_shutting_down");
    }
    close_when_written();
    if (const auto held = session_) held->carrier_is_free();
    take_actions();
  });
}

void carrier::note_end(std::string_view why, std::string_view detail) {
  if (!end_reason_.empty()) return;
  end_reason_ = why;
  end_detail_ = detail;
}

void carrier::dismiss(std::uint16_t close_code, std::string_view why, std::string_view detail) {
  session_.reset();
  note_end(why, detail);
  close(close_code, why);
}

void carrier::cut_off(std::string_view why) {
  session_.reset();
  cut(why);
}

void carrier::close(std::uint16_t code, std::string_view why) {
  if (phase_ >= phase::closing) return;
  note_end(why, {});
  phase_ = phase::closing;
  close_code_ = code;
  give_up_at_ = link_now() + common_.settings.limits.close_timeout;
  arm_timer();
  close_when_written();
}

void carrier::close_when_written() {
  if (phase_ != phase::closing || socket_.writing() || close_started_) return;
  close_started_ = true;
  socket_.close(close_code_, shared_from_this());
}

void carrier::cut(std::string_view why) {
  note_end(why, {});
  if (node_) node_->close();
  socket_.cut();
}

void carrier::over(const socket_end& end) {
  phase_ = phase::over;
  if (node_) node_->close();
  if (const auto held = std::exchange(session_, nullptr)) held->carrier_is_gone(end);
  timer_.cancel();
  place_ = {};
  common_.logger.write(level_, "link_closed",
                       {{"link", number_},
                        {"reason", end_reason_},
                        {"detail", end_detail_},
                        {"milliseconds", milliseconds_since(started_at_)}});
}

// ---- time ----

std::optional<time_point> carrier::next_deadline() const {
  switch (phase_) {
    case phase::upgrading:
      return started_at_ + common_.settings.limits.handshake_timeout;
    case phase::greeting:
    case phase::claiming:
    case phase::dialling:
      return greeter_->next_deadline();
    case phase::carrying:
      return std::nullopt;  // the session's
    case phase::ending:
    case phase::closing:
      return give_up_at_;
    case phase::over:
      return std::nullopt;
  }
  return std::nullopt;
}

/// One timer, moved only when it would come too late: most deadlines are put off long before they pass.
void carrier::arm_timer() {
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

void carrier::on_timer() {
  const auto now = link_now();
  switch (phase_) {
    case phase::upgrading:
      if (now >= started_at_ + common_.settings.limits.handshake_timeout) cut("handshake_timeout");
      break;
    case phase::greeting:
    case phase::claiming:
    case phase::dialling:
      greeter_->tick(now);
      break;
    case phase::carrying:
      break;
    case phase::ending:
      if (now >= *give_up_at_) close(close_normal, end_reason_);
      break;
    case phase::closing:
      if (now >= *give_up_at_) cut("close_timeout");
      break;
    case phase::over:
      return;
  }
  take_actions();
}

}  // namespace glasshell::relay
