#include "relay/carrier.hpp"

#include "relay/overloaded.hpp"
#include "relay/session_name.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/co_spawn.hpp>
#include <nlohmann/json.hpp>

#include <exception>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using namespace std::chrono_literals;

// RFC 6455 §7.4.1, and its registry.
constexpr std::uint16_t close_normal = 1000;
constexpr std::uint16_t close_service_restart = 1012;

constexpr std::chrono::seconds retry_when_full{30};
constexpr std::chrono::seconds retry_after_restart{2};

std::string greeting_for_probes() {
  return nlohmann::json{{"message", "WebSocket works here; this address speaks a protocol of its own"},
                        {"subprotocol", link::subprotocol}}
      .dump();
}

bool is_last(const link::send_message& message) {
  const auto type = static_cast<link::frame_type>(message.head.front());
  return type == link::frame_type::bye || type == link::frame_type::refuse;
}

std::int64_t milliseconds_since(time_point then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(link_now() - then).count();
}

}  // namespace

carrier::carrier(const service& common, worker& home, tcp_socket socket, const peer& from,
                 const upgrade_request& request)
    : tenant(home),
      common_(common),
      target_(common.find_node(request.node)),
      number_(request.attempt),
      address_(from.address),
      socket_(std::move(socket)),
      greeter_(std::make_unique<link::endpoint>(link::role::relay, common.settings.link, link_now())),
      timer_(home.get_executor()),
      started_at_(link_now()) {
  if (request.who == upgrade_to_link::client::speaks_our_protocol) place_ = common.links.admit(from.address);
}

template <class Callback>
void carrier::guarded(Callback callback) noexcept {
  try {
    callback();
  } catch (const std::exception& error) {
    common_.logger.write(log_level::error, "link_broke", {{"link", number_}, {"error", error.what()}});
    cut("internal_error");
  }
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
    common_.logger.info("link_accepted", {{"link", number_}});
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

void carrier::take_actions() {
  // After a failure there is a notice behind the refusal, and it does not wait for a peer that does not read.
  while (greeter_ && phase_ < phase::closing && (!socket_.writing() || !greeter_->open())) {
    auto action = greeter_->next_action();
    if (!action) break;
    std::visit(
        overloaded{[this](link::send_message& message) { carry(std::move(message)); },
                   [this](link::hello_received& hello) { perform(std::move(hello)); },
                   [this](const link::failed& why) { perform(why); }, [](const link::finished& /*sessions only*/) {},
                   [](const link::lost& /*sessions only*/) {}, [](const link::established& /*clients only*/) {},
                   [](const link::refused& /*clients only*/) {}},
        *action);
  }
  arm_timer();
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

void carrier::perform(link::hello_received&& hello) {
  if (home().draining()) return refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart);
  if (hello.greeting.resume) return claim_session(std::move(hello.greeting));
  switch (place_.outcome) {
    case admission::verdict::admitted:
      break;
    case admission::verdict::full:
      return refuse(link::hop::relay, link::reason::too_many_links, retry_when_full);
    case admission::verdict::full_for_address:
      return refuse(link::hop::relay, link::reason::too_many_links_from_address, retry_when_full);
  }
  if (target_ == nullptr) return refuse(link::hop::access, link::reason::unknown_node, 0ms);
  phase_ = phase::dialling;
  node_ = std::make_unique<node_connection>(home().get_executor());
  auto dialling = connect_node();
  asio::co_spawn(home().context(), std::move(dialling), [self = shared_from_this()](const std::exception_ptr& thrown) {
    self->guarded([&] {
      if (thrown) std::rethrow_exception(thrown);
    });
  });
}

void carrier::perform(const link::failed& why) {
  if (node_) node_->close();
  const std::string_view word = why.why == link::errc::silent_peer ? "silent_peer" : "protocol_violation";
  note_end(word, why.why.message());
  close(why.close_code, word);
}

void carrier::refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after,
                     std::string_view detail) {
  note_end(link::name_of(why), detail);
  greeter_->reject({.hop = where, .reason = why, .retry_after = retry_after, .text = {}}, link_now());
}

void carrier::claim_session(link::hello&& hello) {
  phase_ = phase::claiming;
  const link::session_id claimed = hello.resume->id;
  judge_claim(common_, home(),
              {.greeting = std::move(hello),
               .target = target_,
               .owner = address_key::of(address_),
               .link_number = number_,
               .place = std::move(place_)},
              [self = shared_from_this(), claimed](claim_answer answer) { self->hear(claimed, std::move(answer)); });
}

void carrier::hear(const link::session_id& claimed, claim_answer answer) {
  guarded([&] {
    std::visit(overloaded{[this](std::shared_ptr<session>& granted) {
                            if (phase_ != phase::claiming) return granted->carrier_is_gone({});
                            phase_ = phase::carrying;
                            greeter_.reset();
                            session_ = std::move(granted);
                            carry_session();
                          },
                          [this, &claimed](const claim_refusal& why) {
                            if (phase_ == phase::claiming) refuse_claim(claimed, why);
                          }},
               answer);
    take_actions();
  });
}

void carrier::refuse_claim(const link::session_id& claimed, const claim_refusal& why) {
  if (why.in_vain) {
    const auto verdict = common_.claims_in_vain.count(address_key::of(address_), link_now());
    hangs_up_ = verdict.beyond_limit;
    if (verdict.worth_a_line && !verdict.beyond_limit) {
      common_.logger.info("claim_refused",
                          {{"link", number_}, {"session", name_of(claimed)}, {"reason", link::name_of(why.reason)}});
    } else if (verdict.worth_a_line) {
      common_.logger.warning("claims_limited",
                             {{"link", number_}, {"address", address_.to_string()}, {"failures", verdict.failures}});
    }
  }
  refuse(why.hop, why.reason, why.retry_after);
}

void carrier::carry_session() {
  const auto held = session_;
  held->carried_by(*this);
  if (home().draining()) held->drain();  // it came after the others were told
}

awaitable<void> carrier::connect_node() {
  const auto began = link_now();
  const auto failure = co_await node_->dial(*target_, common_.settings.limits.node_connect_timeout);
  if (phase_ != phase::dialling) {
    node_->close();
  } else if (failure) {
    refuse(failure->hop, failure->reason, 0ms, failure->detail);
  } else {
    start_session(began);
  }
  take_actions();
}

void carrier::start_session(time_point dialled_at) {
  phase_ = phase::carrying;
  session_body body{.endpoint = std::move(greeter_),
                    .target = target_,
                    .id = {},
                    .began_at = {},
                    .resumptions = 0,
                    .owner = address_key::of(address_),
                    .link_number = number_,
                    .place = std::move(place_.ticket),
                    .parting = {},
                    .client_finished = false};
  session_ = std::make_shared<session>(common_, home(), std::move(body), std::move(node_));
  session_->begin();
  common_.logger.info("node_connected", {{"link", number_},
                                         {"node", target_->name},
                                         {"session", session_->name()},
                                         {"milliseconds", milliseconds_since(dialled_at)}});
  carry_session();
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
        refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart);
        take_actions();
        break;
      case phase::dialling:
        node_->close();
        refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart);
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
  common_.logger.info("link_closed", {{"link", number_},
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
