#include "scripted_link.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::link::test {

bytes joined(const send_message& message) {
  bytes whole = message.head;
  whole.insert(whole.end(), message.payload.octets.begin(), message.payload.octets.end());
  return whole;
}

bytes data_frame(bytes_view payload) {
  bytes frame = {static_cast<std::uint8_t>(frame_type::data)};
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

std::uint8_t stream_octet(std::uint64_t offset) noexcept {
  std::uint64_t mixed = (offset + 1) * 0x9E3779B97F4A7C15U;
  mixed ^= mixed >> 31U;
  return static_cast<std::uint8_t>(mixed * 0xBF58476D1CE4E5B9U >> 56U);
}

bytes stream_octets(std::uint64_t offset, std::size_t size_bytes) {
  bytes octets(size_bytes);
  for (std::uint8_t& octet : octets) octet = stream_octet(offset++);
  return octets;
}

const random_source not_random = [](bytes_span octets) {
  std::uint8_t next = 0;
  for (std::uint8_t& octet : octets) octet = next++;
};

hello greeting_of_a_client(std::uint64_t receive_limit) {
  hello greeting;
  greeting.receive_limit = receive_limit;
  return greeting;
}

hello claim_of_a_client(std::uint32_t attempt, std::uint64_t received_bytes, std::uint64_t receive_limit) {
  hello greeting = greeting_of_a_client(receive_limit);
  resume_claim claim;
  not_random(claim.id);
  claim.secret = secret_bytes::with_size(session_secret_bytes);
  not_random(claim.secret.span());
  claim.attempt = attempt;
  claim.received_bytes = received_bytes;
  greeting.resume = std::move(claim);
  return greeting;
}

welcome welcome_of_a_relay(std::uint64_t receive_limit) {
  welcome answer;
  not_random(answer.id);
  answer.secret = secret_bytes::with_size(session_secret_bytes);
  not_random(answer.secret.span());
  answer.receive_limit = receive_limit;
  answer.grace = 7200s;
  answer.beat_interval = 15s;
  return answer;
}

scripted_link::scripted_link(role role, settings settings, std::string_view proof)
    : end(role, settings, now, secret_bytes(proof)) {}

scripted_link scripted_link::opened(role role, settings settings, std::uint64_t peer_limit) {
  scripted_link made(role, settings);
  made.take_deeds();
  switch (role) {
    case role::client:
      made.hear(welcome_of_a_relay(peer_limit));
      break;
    case role::relay:
      made.hear(greeting_of_a_client(peer_limit));
      made.accept();
      break;
  }
  return made;
}

deeds scripted_link::take_deeds() {
  deeds done;
  while (auto next = end.next_action()) {
    if (const auto* message = std::get_if<send_message>(&*next)) {
      done.messages.push_back(joined(*message));
    } else {
      done.notices.push_back(std::move(*next));
    }
  }
  return done;
}

deeds scripted_link::feed(bytes_view message) {
  end.feed(message, now);
  return take_deeds();
}
deeds scripted_link::hear_text() {
  end.feed_text(now);
  return take_deeds();
}
deeds scripted_link::write(std::string_view octets) {
  end.write(as_bytes_view(octets), now);
  return take_deeds();
}
deeds scripted_link::consume(std::size_t size_bytes) {
  end.consume(size_bytes, now);
  return take_deeds();
}
deeds scripted_link::finish(hop where, reason why, std::string text) {
  end.finish(where, why, std::move(text), now);
  return take_deeds();
}
deeds scripted_link::accept(std::chrono::seconds grace) {
  end.accept(custody::browser, grace, not_random, now);
  return take_deeds();
}
deeds scripted_link::reject(refuse why) {
  end.reject(std::move(why), now);
  return take_deeds();
}
deeds scripted_link::probe() {
  end.probe(now);
  return take_deeds();
}

deeds scripted_link::detach() {
  end.detach(now);
  return take_deeds();
}
deeds scripted_link::attach(std::string_view proof) {
  end.attach(now, secret_bytes(proof));
  return take_deeds();
}
deeds scripted_link::reattach(std::uint64_t received_bytes, std::uint64_t receive_limit) {
  attach();
  welcome answer = welcome_of_a_relay(receive_limit);
  answer.received_bytes = received_bytes;
  return hear(answer);
}
deeds scripted_link::resume(std::uint32_t attempt, std::uint64_t received_bytes, std::uint64_t receive_limit) {
  const error_code refused = end.resume(claim_of_a_client(attempt, received_bytes, receive_limit), now);
  if (refused) throw refused.message();
  return take_deeds();
}

deeds scripted_link::wait(duration time) {
  deeds all;
  const time_point until = now + time;
  for (auto due = end.next_deadline(); due && *due <= until; due = end.next_deadline()) {
    now = std::max(now, *due);
    end.tick(now);
    deeds done = take_deeds();
    std::move(done.messages.begin(), done.messages.end(), std::back_inserter(all.messages));
    std::move(done.notices.begin(), done.notices.end(), std::back_inserter(all.notices));
  }
  now = until;
  return all;
}

duration scripted_link::until_deadline() const {
  const auto due = end.next_deadline();
  return due ? *due - now : duration(-1);
}

}  // namespace glasshell::link::test
