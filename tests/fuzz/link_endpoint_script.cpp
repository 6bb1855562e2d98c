#include "link_endpoint_script.hpp"

#include "base/wire.hpp"
#include "require.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

namespace glasshell::fuzz {

namespace {

using namespace std::chrono_literals;
using namespace glasshell::link;

std::uint8_t stream_octet(std::uint64_t offset) {
  return static_cast<std::uint8_t>(offset * 167 + (offset >> 8U) * 13);
}

class script {
 public:
  script(role role, bytes_view steps)
      : role_(role), steps_(steps), settings_(some_settings()), end_(role, settings_, now_, secret_bytes("proof")) {}

  void run() {
    while (!steps_.rest().empty()) {
      step();
      check();
    }
    take_actions();
    check_messages_in_flight();
  }

 private:
  settings some_settings() {
    settings made;
    made.receive_window_bytes = steps_.u16();
    made.send_window_bytes = steps_.u16();
    made.ack_delay = std::chrono::milliseconds(steps_.u8());
    return made;
  }

  // The order is part of the corpus: append only.
  void step() {
    switch (steps_.u8() % 28) {
      case 0:
        return feed(steps_.take(std::min<std::size_t>(steps_.u16(), steps_.rest().size())));
      case 1:
        return end_.feed_text(now_);
      case 2:
        return feed_hello(steps_.u64());
      case 3:
        return feed_welcome(steps_.u64());
      case 4:
        return feed(encode(refuse{hop::relay, reason::too_many_links, 1s, "busy"}));
      case 5:
        return feed_data(steps_.u16());
      case 6:
        return feed(encode(ack{steps_.u64(), steps_.u64()}));
      case 7:
        return feed_likely_ack();
      case 8:
        return feed(encode(beat{steps_.u8() % 2 == 0 ? beat_kind::ask : beat_kind::answer, steps_.u8()}));
      case 9:
        return feed(encode(bye{steps_.u16(), hop::session, reason::closed_by_client, ""}));
      case 10:
        return feed(encode(bye{fed_octets_.size(), hop::session, reason::closed_by_client, "end"}));
      case 11:
        return accept();
      case 12:
        return end_.reject({hop::node_tcp, reason::connection_refused, 0ms, "no"}, now_);
      case 13:
        return write(steps_.u16());
      case 14:
        return fill();
      case 15:
        return consume(steps_.u16());
      case 16:
        return end_.finish(hop::session, reason::closed_by_node, "text", now_);
      case 17:
        return end_.probe(now_);
      case 18:
        return tick(now_ + std::chrono::milliseconds(steps_.u16()));
      case 19:
        return tick(end_.next_deadline().value_or(now_));
      case 20:
        return take_action();
      case 21:
        return take_actions();
      case 22:
        return detach();
      case 23:
        return attach();
      case 24:
        return resume(steps_.u64(), steps_.u64());
      case 25:
        return resume_likely();
      case 26:
        return feed_likely_welcome();
      case 27:
        return end_.set_pace(std::chrono::milliseconds(steps_.u16()), std::chrono::milliseconds(steps_.u16()), now_);
    }
  }

  // ---- what the peer says ----

  void feed(bytes_view message) {
    note_limit(message);
    const std::uint64_t before = end_.received_bytes();
    const bool was_open = end_.open();
    end_.feed(message, now_);
    if (!was_open && end_.open()) note_welcome(message);
    const std::uint64_t arrived = end_.received_bytes() - before;
    if (arrived == 0) return;
    require(message.size() == arrived + 1 && message[0] == static_cast<std::uint8_t>(frame_type::data),
            "only data grows the stream, and by its length");
    fed_octets_.insert(fed_octets_.end(), message.begin() + 1, message.end());
  }
  /// A limit that comes where it may not ends the link, and then nothing is sent at all.
  void note_limit(bytes_view message) {
    const auto decoded = decode(message);
    if (!decoded) return;
    if (const auto* said = std::get_if<hello>(&*decoded)) granted_ = std::max(granted_, said->receive_limit);
    if (const auto* said = std::get_if<welcome>(&*decoded)) granted_ = std::max(granted_, said->receive_limit);
    if (const auto* said = std::get_if<ack>(&*decoded)) granted_ = std::max(granted_, said->receive_limit);
  }
  void note_welcome(bytes_view message) {
    const auto decoded = decode(message);
    require(decoded.has_value() && std::holds_alternative<welcome>(*decoded), "a client is let in by a welcome");
    cursor_ = std::get<welcome>(*decoded).received_bytes;
    require(cursor_ <= end_.sent_bytes(), "nobody has what was never sent");
  }
  void feed_hello(std::uint64_t limit) {
    hello greeting;
    greeting.receive_limit = limit;
    feed(encode(greeting));
  }
  void feed_welcome(std::uint64_t limit) {
    welcome answer;
    answer.secret = secret_bytes::with_size(session_secret_bytes);
    answer.receive_limit = limit;
    answer.beat_interval = std::chrono::milliseconds(limit % 100'000);
    feed(encode(answer));
  }
  void feed_data(std::size_t size) {
    bytes message(size + 1);
    message[0] = static_cast<std::uint8_t>(frame_type::data);
    for (std::size_t i = 0; i < size; ++i) message[i + 1] = stream_octet(fed_octets_.size() + i);
    feed(message);
  }
  void feed_likely_ack() {
    const std::uint64_t behind = steps_.u16();
    const std::uint64_t ahead = steps_.u16();
    const std::uint64_t sent = end_.sent_bytes();
    feed(encode(ack{sent - std::min(sent, behind), sent + ahead}));
  }

  /// Of a relay that has some of what was sent.
  void feed_likely_welcome() {
    welcome answer;
    answer.secret = secret_bytes::with_size(session_secret_bytes);
    answer.received_bytes = likely_count();
    answer.receive_limit = granted_ + steps_.u16();
    feed(encode(answer));
  }
  std::uint64_t likely_count() {
    const std::uint64_t behind = steps_.u16();
    return end_.sent_bytes() - std::min(end_.sent_bytes(), behind);
  }

  // ---- what the driver does ----

  void detach() {
    end_.detach(now_);
    leave_socket();
    require(!end_.attached() && !end_.next_deadline(), "without a socket there is no deadline");
  }
  void attach() {
    const bool over = failed_ || role_ == role::relay;
    end_.attach(now_, secret_bytes("another"));
    if (!over && end_.attached()) leave_socket();
  }
  void leave_socket() {
    messages_taken_ = 0;
    bye_said_ = false;
  }
  void resume_likely() {
    const std::uint64_t received = likely_count();
    resume(received, granted_ + steps_.u16());
  }
  void resume(std::uint64_t received, std::uint64_t limit) {
    hello greeting;
    greeting.receive_limit = limit;
    resume_claim claim;
    std::ranges::fill(claim.id, std::uint8_t{9});
    claim.secret = secret_bytes(bytes(session_secret_bytes, steps_.u8() % 8 == 7 ? 8 : 9));
    claim.attempt = steps_.u8();
    claim.received_bytes = received;
    greeting.resume = std::move(claim);
    const bool was_open = end_.open();
    if (end_.resume(std::move(greeting), now_)) {
      require(end_.open() == was_open, "a claim that is refused changes nothing");
      return;
    }
    require(end_.open() && end_.resumable(), "a claim that is accepted opens the link");
    granted_ = std::max(granted_, limit);
    leave_socket();
    cursor_ = received;
  }
  void accept() {
    end_.accept(
        custody::browser, 60s, [](bytes_span octets) { std::ranges::fill(octets, std::uint8_t{9}); }, now_);
  }
  void write(std::size_t size) {
    bytes octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = stream_octet(written_ + i);
    const std::size_t writable = end_.writable();
    const std::size_t taken = end_.write(octets, now_);
    require(taken == std::min(size, writable), "write takes what writable() says");
    written_ += taken;
  }
  void fill() {
    const std::size_t wanted = steps_.u16();
    const std::size_t committed = steps_.u16();
    const std::size_t writable = end_.writable();
    const bytes_span room = end_.prepare(wanted);
    require(room.size() <= std::min(wanted, writable), "prepare gives no more than is wanted and writable");
    require(room.empty() == (std::min(wanted, writable) == 0), "prepare gives something if it may");
    const std::size_t size = std::min(committed, room.size());
    for (std::size_t i = 0; i < size; ++i) room[i] = stream_octet(written_ + i);
    end_.commit(size, now_);
    written_ += size;
  }
  void consume(std::size_t size) {
    const bytes_view octets = end_.readable();
    const bytes_view expected = bytes_view(fed_octets_).subspan(static_cast<std::size_t>(end_.consumed_bytes()));
    require(octets.size() <= expected.size(), "nothing is made up");
    require(octets.empty() == expected.empty(), "nothing is withheld");
    require(std::ranges::equal(octets, expected.first(octets.size())), "octets come as they were fed");
    end_.consume(std::min(size, octets.size()), now_);
  }
  void tick(time_point now) {
    now_ = std::max(now_, now);
    const bool was_attached = end_.attached();
    end_.tick(now_);
    if (was_attached && !end_.attached()) leave_socket();
    const auto due = end_.next_deadline();
    require(!due || *due > now_, "a timer that fired does not fire again at once");
  }

  void take_actions() {
    for (int i = 0; take_one(); ++i) require(i < 1000, "actions come to an end");
  }
  void take_action() { take_one(); }
  bool take_one() {
    auto next = end_.next_action();
    if (!next) return false;
    require(!failed_, "a failure is the last action");
    if (auto* message = std::get_if<send_message>(&*next)) {
      take_message(std::move(*message));
    } else if (std::holds_alternative<link::failed>(*next)) {
      failed_ = true;
      require(!end_.open() && !end_.next_deadline(), "a failed link wants nothing more");
    } else {
      take_notice(*next);
    }
    return true;
  }
  void take_notice(const action& notice) {
    if (std::holds_alternative<hello_received>(notice)) {
      require(!std::exchange(asked_, true), "a relay is asked once");
    } else if (std::holds_alternative<finished>(notice)) {
      require(!std::exchange(peer_finished_, true), "the peer's end is told once");
    } else if (const auto* opened = std::get_if<established>(&notice)) {
      const bool resumed = opened->how == continuation::resumed;
      require(std::exchange(begun_, true) == resumed, "a session begins once, and goes on after that");
    } else if (std::holds_alternative<lost>(notice)) {
      require(!end_.attached(), "what was lost is left");
    }
  }

  // ---- what it says ----

  void take_message(send_message message) {
    require(message.head.size() + message.payload.octets.size() <= max_frame_bytes, "a frame has its largest size");
    require(!bye_said_ || message.head[0] != static_cast<std::uint8_t>(frame_type::data),
            "nothing of the stream follows a bye");
    const auto type = static_cast<frame_type>(message.head[0]);
    require((messages_taken_ == 0) == (type == first_type() || type == frame_type::refuse),
            "the greeting comes first, once");
    require(end_.attached() || type == frame_type::refuse, "nothing is said without a socket");
    ++messages_taken_;
    if (type == frame_type::data) return take_data(std::move(message));
    const auto decoded = decode(message.head);
    require(decoded.has_value() && message.payload.octets.empty(), "a control frame is whole");
    if (const auto* said = std::get_if<ack>(&*decoded)) {
      require(said->consumed_bytes >= acked_ && said->receive_limit >= limit_said_, "acks and limits never fall");
      require(said->consumed_bytes <= end_.consumed_bytes(), "only what was consumed is acknowledged");
      require(said->receive_limit <= said->consumed_bytes + settings_.receive_window_bytes,
              "no more than the window is granted");
      acked_ = said->consumed_bytes;
      limit_said_ = said->receive_limit;
    } else if (const auto* last = std::get_if<bye>(&*decoded)) {
      require(last->final_offset == cursor_, "a bye names the final offset");
      bye_said_ = true;
    } else if (const auto* greeting = std::get_if<hello>(&*decoded)) {
      note_greeting(greeting->receive_limit, greeting->resume ? greeting->resume->received_bytes : 0);
      if (!greeting->resume) return;
      require(greeting->resume->attempt > attempt_, "each claim has a higher number");
      attempt_ = greeting->resume->attempt;
    } else if (const auto* answer = std::get_if<welcome>(&*decoded)) {
      note_greeting(answer->receive_limit, answer->received_bytes);
    }
  }
  /// What arrived since it was made is not in it.
  void note_greeting(std::uint64_t limit, std::uint64_t received) {
    require(limit >= limit_said_, "limits never fall");
    limit_said_ = limit;
    require(received <= fed_octets_.size(), "nothing has arrived that was not fed");
  }
  void take_data(send_message message) {
    require(message.head.size() == 1 && !message.payload.octets.empty(), "data is a type octet and a view");
    in_flight_.emplace_back(cursor_, std::move(message.payload));
    cursor_ += in_flight_.back().second.octets.size();
    require(cursor_ <= end_.sent_bytes() && end_.sent_bytes() <= written_, "what is handed out was written");
    require(cursor_ <= granted_, "the peer's limit holds");
    if (in_flight_.size() > 8) check_messages_in_flight();
  }
  /// However much of it was acknowledged meanwhile, by whatever peer.
  void check_messages_in_flight() {
    for (const auto& [offset, view] : in_flight_) {
      for (std::size_t i = 0; i < view.octets.size(); ++i) {
        require(view.octets[i] == stream_octet(offset + i), "a message in flight stays as it was");
      }
    }
    in_flight_.clear();
  }

  void check() {
    require(end_.received_bytes() - end_.consumed_bytes() <= settings_.receive_window_bytes,
            "the receive window holds");
    require(end_.received_bytes() == fed_octets_.size(), "nothing that arrived is lost");
    require(end_.writable() <= settings_.send_window_bytes, "the send window holds");
  }

  [[nodiscard]] frame_type first_type() const {
    return role_ == role::client ? frame_type::hello : frame_type::welcome;
  }

  role role_;
  wire_reader steps_;
  time_point now_{1h};
  settings settings_;
  endpoint end_;

  bytes fed_octets_;
  std::uint64_t granted_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t cursor_ = 0;  // of the present socket
  std::deque<std::pair<std::uint64_t, shared_view>> in_flight_;
  std::uint64_t acked_ = 0;
  std::uint64_t limit_said_ = 0;
  std::size_t messages_taken_ = 0;
  std::uint32_t attempt_ = 0;
  bool asked_ = false;
  bool begun_ = false;
  bool peer_finished_ = false;
  bool bye_said_ = false;
  bool failed_ = false;
};

}  // namespace

void run_endpoint_script(role role, bytes_view steps) { script(role, steps).run(); }

}  // namespace glasshell::fuzz
