#include "world.hpp"

#include "../scripted_link.hpp"

#include <algorithm>
#include <array>

namespace glasshell::link::test {

namespace {

constexpr std::uint64_t relay_stream_offset = 1'000'000;  // the two streams look different

bytes expected_octets(std::uint64_t offset, std::size_t size_bytes, bool from_client) {
  return stream_octets(offset + (from_client ? 0 : relay_stream_offset), size_bytes);
}

}  // namespace

tally& tally::operator+=(const tally& other) {
  resumed += other.resumed;
  taken_over += other.taken_over;
  replayed_octets += other.replayed_octets;
  superseded += other.superseded;
  wrong_secret += other.wrong_secret;
  impossible += other.impossible;
  byes_again += other.byes_again;
  begun_again += other.begun_again;
  never_confirmed += other.never_confirmed;
  return *this;
}

void world::require(bool holds, const char* what) {
  if (!holds) throw violation(what);
}

world::world(std::uint64_t seed)
    : dice_(seed),
      client_settings_(some_settings()),
      relay_settings_(some_settings()),
      client_to_write_(some_length(client_settings_, relay_settings_)),
      relay_to_write_(some_length(relay_settings_, client_settings_)) {
  client_app_.to_write = client_to_write_;
  client_ = std::make_unique<endpoint>(role::client, client_settings_, now_);
  wires_.push_back(std::make_unique<wire>());
  client_wire_ = wires_.back().get();
  if (!dice_.one_in(8)) greet();
}

/// Most schedules are about what comes after the greeting.
void world::greet() {
  take_client_action();
  deliver_up(*client_wire_);
  decide(*client_wire_);
  take_relay_action(sessions_.back());
  deliver_down(*client_wire_);
  take_client_action();
  if (dice_.one_in(8)) return;
  client_->probe(now_);
  take_client_action();
  deliver_up(*client_wire_);
}

/// A few windows, so that the counts go round, and not a round trip for each of many octets.
std::uint64_t world::some_length(const settings& sender, const settings& receiver) {
  constexpr std::uint64_t windows = 10;
  constexpr std::uint64_t most = 600;
  const std::uint64_t window = std::min({sender.send_window_bytes, sender.first_window_bytes,
                                         receiver.receive_window_bytes, receiver.first_window_bytes});
  return dice_.below(static_cast<std::size_t>(std::min(most, windows * window)));
}

settings world::some_settings() {
  settings made;
  const auto window = [&] { return static_cast<std::uint32_t>(dice_.between(1, std::size_t{4} << dice_.below(7))); };
  made.receive_window_bytes = window();
  made.send_window_bytes = window();
  made.first_window_bytes = window();
  made.ack_delay = std::chrono::milliseconds(dice_.below(60));
  return made;
}

tally world::run(std::size_t steps) {
  for (std::size_t i = 0; i < steps && !session_is_gone_; ++i) {
    step();
    check();
  }
  settle();
  return tally_;
}

void world::step() {
  relay_session* const session = sessions_.empty() ? nullptr : &sessions_[dice_.below(sessions_.size())];
  switch (dice_.below(24)) {
    case 0:
    case 1:
      return write(*client_, client_app_, true);
    case 2:
    case 3:
      return read(*client_, client_app_, false);
    case 4:
    case 5:
    case 6:
      return take_client_action();
    case 7:
    case 8:
      if (session != nullptr) write(*session->end, session->app, false);
      return;
    case 9:
    case 10:
      if (session != nullptr) read(*session->end, session->app, true);
      return;
    case 11:
    case 12:
    case 13:
      if (session != nullptr) take_relay_action(*session);
      return;
    case 14:
    case 15:
      return deliver_up(some_wire());
    case 16:
    case 17:
      return deliver_down(some_wire());
    case 18:
      return decide(some_wire());
    case 19:
      if (dice_.one_in(3)) some_wire().cut(dice_);
      return;
    case 20:
      // Who lost a socket notices some time; who did not may want another all the same.
      if (client_wire_ != nullptr && client_wire_->is_cut) return client_loses_socket();
      if (client_wire_ == nullptr || dice_.one_in(3)) open_socket();
      return;
    case 21:
      if (session != nullptr && session->carrier != nullptr && session->carrier->is_cut) relay_loses_socket(*session);
      return;
    case 22:
      if (dice_.one_in(2)) return pass(std::chrono::milliseconds(dice_.below(30)));
      return pass(std::chrono::seconds(dice_.below(50)));
    default:
      if (dice_.one_in(4)) return replay_hello();
      if (dice_.one_in(4)) return forge_claim();
      if (dice_.one_in(3)) return (dice_.one_in(2) || session == nullptr ? *client_ : *session->end).probe(now_);
      if (dice_.one_in(2)) return say_bye(*client_, client_app_);
      if (session != nullptr) say_bye(*session->end, session->app);
  }
}

// ---- applications ---------------------------------------------------------------------------------------------------

void world::write(endpoint& end, application& app, bool from_client) {
  const std::size_t wanted =
      std::min<std::size_t>(dice_.between(1, 60), static_cast<std::size_t>(app.to_write - app.written));
  if (app.said_bye || wanted == 0) return;
  const std::size_t writable = end.writable();
  const bytes octets = expected_octets(app.written, wanted, from_client);
  if (dice_.one_in(2)) {
    const std::size_t taken = end.write(octets, now_);
    require(taken == std::min(wanted, writable), "write takes what writable() says");
    app.written += taken;
    return;
  }
  const bytes_span room = end.prepare(wanted);
  require(room.empty() == (std::min(wanted, writable) == 0), "prepare gives room if there is some");
  const std::size_t filled = dice_.between(0, std::min(room.size(), wanted));
  std::copy_n(octets.begin(), filled, room.begin());
  end.commit(filled, now_);
  app.written += filled;
}

void world::read(endpoint& end, application& app, bool from_client) {
  const bytes_view octets = end.readable();
  const std::size_t size = std::min(octets.size(), dice_.between(1, 80));
  require(std::ranges::equal(octets.first(size), expected_octets(app.read, size, from_client)),
          "octets come once and in order");
  end.consume(size, now_);
  app.read += size;
}

void world::say_bye(endpoint& end, application& app) {
  if (app.written != app.to_write || !end.session()) return;
  end.finish(hop::session, reason::closed_by_client, "", now_);
  app.said_bye = true;
}

void world::hear_bye(const finished& said, application& app, std::uint64_t expected) {
  require(!app.heard_bye, "a bye is told once");
  require(said.why.final_offset == expected, "a bye names the end of the stream");
  app.heard_bye = true;
}

void world::count_message(const bytes& message, application& app, const endpoint& end) {
  const auto type = static_cast<frame_type>(message.front());
  if (type == frame_type::data) {
    app.handed_out += message.size() - 1;
    if (app.handed_out > end.sent_bytes()) tally_.replayed_octets += message.size() - 1;
  }
}

void world::take_client_action() {
  auto next = client_->next_action();
  if (!next) return;
  if (const auto* message = std::get_if<send_message>(&*next)) {
    require(client_wire_ != nullptr, "nothing is handed out without a socket");
    bytes whole = joined(*message);
    count_message(whole, client_app_, *client_);
    if (whole.front() == static_cast<std::uint8_t>(frame_type::hello)) last_hello_ = whole;
    client_wire_->up.send(std::move(whole));
  } else if (const auto* opened = std::get_if<established>(&*next)) {
    require(!client_->session() || client_->session() == opened->id, "the session has the id that was told");
    require((opened->how == continuation::resumed) == client_was_welcomed_, "a session begins once");
    if (client_was_welcomed_) ++tally_.resumed;
    client_was_welcomed_ = true;
  } else if (const auto* why = std::get_if<refused>(&*next)) {
    require(why->why.reason == reason::session_unknown, "the client's own claim is the newest");
    session_is_gone_ = true;
    ++tally_.never_confirmed;
  } else if (const auto* said = std::get_if<finished>(&*next)) {
    hear_bye(*said, client_app_, relay_to_write_);
  } else if (std::holds_alternative<lost>(*next)) {
    client_loses_socket();
  } else if (const auto* broken = std::get_if<failed>(&*next)) {
    // Before there is a session a relay that does not answer is the end, and whoever wants may begin again.
    if (broken->why == errc::silent_peer && !client_was_welcomed_) return begin_again();
    throw violation("the client failed: " + broken->why.message());
  }
}

void world::take_relay_action(relay_session& one) {
  auto next = one.end->next_action();
  if (!next) return;
  if (const auto* message = std::get_if<send_message>(&*next)) {
    require(one.carrier != nullptr, "nothing is handed out without a socket");
    bytes whole = joined(*message);
    count_message(whole, one.app, *one.end);
    one.carrier->down.send(std::move(whole));
  } else if (const auto* said = std::get_if<finished>(&*next)) {
    hear_bye(*said, one.app, client_to_write_);
  } else if (std::holds_alternative<lost>(*next)) {
    relay_loses_socket(one);
  } else if (const auto* broken = std::get_if<failed>(&*next)) {
    throw violation("the relay failed: " + broken->why.message());
  } else {
    throw violation("a session of the relay says what only a greeter may say");
  }
}

// ---- sockets --------------------------------------------------------------------------------------------------------

wire& world::some_wire() {
  // Mostly one of the last few: what is older is late, and comes now and then.
  const std::size_t behind =
      dice_.one_in(4) ? dice_.below(wires_.size()) : dice_.below(std::min<std::size_t>(wires_.size(), 3));
  return *wires_[wires_.size() - 1 - behind];
}

void world::open_socket() {
  if (last_hello_) old_hellos_.push_back(*last_hello_);
  last_hello_.reset();
  if (!client_was_welcomed_) ++tally_.begun_again;
  wires_.push_back(std::make_unique<wire>());
  client_wire_ = wires_.back().get();
  client_->attach(now_);
}

void world::begin_again() {
  client_ = std::make_unique<endpoint>(role::client, client_settings_, now_);
  wires_.push_back(std::make_unique<wire>());
  client_wire_ = wires_.back().get();
}

void world::client_loses_socket() {
  client_wire_ = nullptr;
  client_->detach(now_);
}

void world::relay_loses_socket(relay_session& one) {
  one.carrier = nullptr;
  one.end->detach(now_);
  if (!one.end->resumable()) relay_drops(one);
}

void world::relay_drops(relay_session& one) { sessions_.erase(sessions_.begin() + (&one - sessions_.data())); }

world::relay_session* world::session_of(const wire& one) {
  const auto found = std::ranges::find_if(sessions_, [&](const relay_session& each) { return each.carrier == &one; });
  return found == sessions_.end() ? nullptr : &*found;
}

world::relay_session* world::session_named(const session_id& id) {
  const auto found =
      std::ranges::find_if(sessions_, [&](const relay_session& each) { return each.end->session() == id; });
  return found == sessions_.end() ? nullptr : &*found;
}

void world::deliver_up(wire& one) {
  const auto message = one.up.take();
  if (!message) return;
  if (relay_session* const session = session_of(one)) {
    const bool was_heard = session->app.heard_bye;
    session->end->feed(*message, now_);
    if (was_heard && message->front() == static_cast<std::uint8_t>(frame_type::bye)) ++tally_.byes_again;
    return;
  }
  if (!one.greeter) {
    if (message->front() != static_cast<std::uint8_t>(frame_type::hello)) return;  // its session has another socket
    one.greeter = std::make_unique<endpoint>(role::relay, relay_settings_, now_);
  }
  one.greeter->feed(*message, now_);
  while (auto next = one.greeter->next_action()) {
    auto* asked = std::get_if<hello_received>(&*next);
    require(asked != nullptr, "a greeter only asks");
    one.asked = std::move(asked->greeting);
  }
}

void world::deliver_down(wire& one) {
  const auto message = one.down.take();
  if (!message || client_wire_ != &one) return;
  const bool was_heard = client_app_.heard_bye;
  client_->feed(*message, now_);
  if (was_heard && message->front() == static_cast<std::uint8_t>(frame_type::bye)) ++tally_.byes_again;
}

void world::decide(wire& one) {
  if (!one.asked) return;
  hello asked = std::move(*one.asked);
  one.asked.reset();
  if (asked.resume) return decide_claim(one, std::move(asked));
  const std::uint64_t number = ++sessions_made_;
  one.greeter->accept(
      custody::browser, std::chrono::seconds(60),
      [number](bytes_span octets) { std::ranges::fill(octets, static_cast<std::uint8_t>(number)); }, now_);
  relay_session made{.end = std::move(one.greeter), .carrier = &one, .app = {}, .attempt = 0};
  made.app.to_write = relay_to_write_;
  if (one.replayed) made.carrier = nullptr, made.end->detach(now_);
  sessions_.push_back(std::move(made));
}

void world::decide_claim(wire& one, hello&& asked) {
  relay_session* const session = session_named(asked.resume->id);
  const auto reject = [&](reason why) {
    one.greeter->reject({.hop = hop::session, .reason = why, .retry_after = {}, .text = {}}, now_);
    while (auto next = one.greeter->next_action()) one.down.send(joined(std::get<send_message>(*next)));
    one.greeter.reset();
  };
  if (session == nullptr) return reject(reason::session_unknown);
  endpoint& end = *session->end;
  const std::uint32_t attempt = asked.resume->attempt;
  const std::array before{end.sent_bytes(), end.received_bytes(), end.consumed_bytes(), std::uint64_t{end.writable()},
                          std::uint64_t{end.open()}};
  const error_code refused = end.resume(std::move(asked), now_);
  if (refused) {
    const std::array after{end.sent_bytes(), end.received_bytes(), end.consumed_bytes(), std::uint64_t{end.writable()},
                           std::uint64_t{end.open()}};
    require(before == after, "a claim that is refused changes nothing");
    if (refused == errc::superseded_attempt) return ++tally_.superseded, reject(reason::session_superseded);
    if (refused == errc::wrong_secret) return ++tally_.wrong_secret, reject(reason::session_wrong_secret);
    require(refused == errc::counts_impossible, "there is no other reason");
    return ++tally_.impossible, reject(reason::counts_impossible);
  }
  if (session->carrier != nullptr) {
    ++tally_.taken_over;
    session->carrier->cut(dice_);
  }
  require(attempt > session->attempt, "a claim that comes late or again takes nothing over");
  session->attempt = attempt;
  session->carrier = &one;
  one.greeter.reset();
}

/// Somebody says again what a client once said, or what it said comes on a road that nobody knew of.
void world::replay_hello() {
  if (old_hellos_.empty()) return;
  wires_.push_back(std::make_unique<wire>());
  wires_.back()->replayed = true;
  wires_.back()->up.send(old_hellos_[dice_.below(old_hellos_.size())]);
}

/// Somebody who knows a session's id, or who has its secret and lies about what has arrived.
void world::forge_claim() {
  if (sessions_.empty()) return;
  const relay_session& target = sessions_[dice_.below(sessions_.size())];
  hello forged;
  const auto number = target.end->session()->front();
  resume_claim claim{.id = *target.end->session(),
                     .secret = secret_bytes(bytes(session_secret_bytes, number)),
                     .attempt = 1'000'000,
                     .received_bytes = target.end->sent_bytes()};
  switch (dice_.below(3)) {
    case 0:
      claim.secret.span()[dice_.below(session_secret_bytes)] ^= static_cast<std::uint8_t>(1U << dice_.below(8));
      forged.receive_limit = ~std::uint64_t{0};
      break;
    case 1:
      claim.received_bytes += dice_.between(1000, 1'000'000);  // more than there will ever be
      forged.receive_limit = ~std::uint64_t{0};
      break;
    default:
      claim.received_bytes = ~std::uint64_t{0};
      break;
  }
  forged.resume = std::move(claim);
  wires_.push_back(std::make_unique<wire>());
  wires_.back()->replayed = true;
  wires_.back()->up.send(encode(forged));
}

void world::pass(duration time) {
  now_ += time;
  const auto tick = [&](endpoint& end) {
    if (const auto due = end.next_deadline(); due && *due <= now_) end.tick(now_);
  };
  tick(*client_);
  for (relay_session& one : sessions_) tick(*one.end);
}

// ---- what must hold -------------------------------------------------------------------------------------------------

void world::check() const {
  const auto bounded = [](const endpoint& end, const settings& limits, const application& app) {
    require(end.received_bytes() - end.consumed_bytes() <= limits.receive_window_bytes, "the receive window holds");
    require(end.sent_bytes() <= app.written, "nothing is handed out that was not written");
    require(end.consumed_bytes() == app.read, "what was read is consumed");
    require(end.writable() <= limits.send_window_bytes, "the send window holds");
    require(end.attached() || !end.next_deadline(), "without a socket there is no deadline");
  };
  bounded(*client_, client_settings_, client_app_);
  for (const relay_session& one : sessions_) bounded(*one.end, relay_settings_, one.app);
}

world::relay_session* world::client_session() {
  return client_->session() ? session_named(*client_->session()) : nullptr;
}

bool world::all_done() {
  const relay_session* const session = client_session();
  if (session == nullptr) return false;
  return client_app_.heard_bye && session->app.heard_bye && client_app_.read == relay_to_write_ &&
         session->app.read == client_to_write_;
}

/// The network is good from now on, and everybody does what is left to do; nothing may stall.
void world::settle() {
  constexpr int rounds_most = 20'000;
  for (int round = 0; !session_is_gone_ && !all_done(); ++round) {
    require(round < rounds_most, "a session over a good network comes to its end");
    if (client_wire_ != nullptr && client_wire_->is_cut && client_wire_->down.under_way() == 0) client_loses_socket();
    for (std::size_t i = 0; i < wires_.size(); ++i) {
      deliver_up(*wires_[i]);
      decide(*wires_[i]);
      deliver_down(*wires_[i]);
    }
    for (std::size_t i = sessions_.size(); i-- > 0;) {
      relay_session& one = sessions_[i];
      write(*one.end, one.app, false);
      read(*one.end, one.app, true);
      say_bye(*one.end, one.app);
      for (int action = 0; action < 4 && i < sessions_.size(); ++action) take_relay_action(sessions_[i]);
    }
    write(*client_, client_app_, true);
    read(*client_, client_app_, false);
    say_bye(*client_, client_app_);
    for (int action = 0; action < 4 && !session_is_gone_; ++action) take_client_action();
    if (!session_is_gone_ && client_wire_ == nullptr) open_socket();
    pass(std::chrono::milliseconds(dice_.below(20)));
    check();
  }
}

}  // namespace glasshell::link::test
