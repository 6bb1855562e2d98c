#include "relay/doctor/websocket_walk.hpp"

#include "relay/doctor/http2.hpp"
#include "relay/test_subprotocol.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace glasshell::relay::doctor {

namespace {

constexpr std::size_t small_bytes = 32;  // a keystroke, sealed
constexpr int small_messages = 12;
constexpr std::size_t frame_of_a_link = std::size_t{64} * 1024;

/// Every value of an octet, so that a change of any kind shows.
bytes test_octets(std::size_t size_bytes) {
  bytes octets(size_bytes);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    state = state * 1664525 + 1013904223;
    octets[i] = static_cast<std::uint8_t>(i < 256 ? i : state >> 24U);
  }
  return octets;
}

struct echo {
  echo_evidence seen;
  std::chrono::microseconds took{0};
};

awaitable<echo> exchange_one(websocket& over, std::size_t size_bytes, std::chrono::milliseconds limit) {
  echo made;
  made.seen.size_bytes = size_bytes;
  const bytes sent = test_octets(size_bytes);
  const auto began = clock::now();
  co_await over.send(opcode::binary, sent);
  const auto back = co_await over.receive(clock::now() + limit);
  made.took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
  using outcome = echo_evidence::outcome;
  if (!back) {
    made.seen.how = over.last() == connection::outcome::timed_out ? outcome::silent : outcome::closed;
  } else if (back->type == opcode::close) {
    made.seen.how = outcome::closed;
    made.seen.close_code = back->close_code();
  } else if (back->compressed) {
    made.seen.how = outcome::compressed;
  } else {
    made.seen.how = back->type == opcode::binary && back->payload == sent ? outcome::same : outcome::different;
  }
  co_return made;
}

}  // namespace

awaitable<http2_evidence> ask_http2(executor on, const route_to& to) {
  http2_evidence made;
  connection over(on);
  const auto error = co_await over.connect(to.address, to.limit);
  if (error) co_return made;
  const tls_options both{to.where.host, to.ca_file, {"h2", "http/1.1"}};
  co_await over.shake_hands(both, to.limit);
  if (over.tls() == nullptr || over.tls()->alpn() != "h2") co_return made;
  made.offered = true;
  const auto at = clock::now() + to.limit;
  bytes greeting = http2_preface();
  co_await over.write(std::move(greeting), at);
  http2_reader answer;
  while (!answer.settings_seen() && !answer.over()) {
    const bytes octets = co_await over.read(at);
    if (octets.empty()) break;
    answer.feed(octets);
  }
  made.extended_connect = answer.extended_connect();
  if (made.extended_connect) {
    bytes request = http2_connect(to.where, "ws/test", test_subprotocol);
    co_await over.write(std::move(request), at);
    while (!answer.status() && !answer.over()) {
      const bytes octets = co_await over.read(at);
      if (octets.empty()) break;
      answer.feed(octets);
    }
    made.connect_status = answer.status();
  }
  over.close();
  co_return made;
}

awaitable<frames_evidence> exchange_frames(websocket& over, const route_to& to, std::chrono::microseconds tcp) {
  frames_evidence made;
  std::vector<std::chrono::microseconds> times;
  for (int i = 0; i < small_messages; ++i) {
    auto one = co_await exchange_one(over, small_bytes, to.limit);
    one.seen.small = true;
    if (one.seen.how == echo_evidence::outcome::silent) {
      // Something on the way may be filling a buffer: more octets push the first ones out.
      const bytes more = test_octets(frame_of_a_link);
      co_await over.send(opcode::binary, more);
      const auto late = co_await over.receive(clock::now() + to.limit);
      one.seen.came_after_more = late && late->type == opcode::binary;
    }
    made.failure = judge_echo(one.seen);
    if (made.failure) co_return made;
    times.push_back(one.took);
  }
  std::ranges::sort(times);
  made.median = times[times.size() / 2];
  for (const std::size_t size : {std::size_t{256}, frame_of_a_link, longest_test_message_bytes}) {
    const auto one = co_await exchange_one(over, size, to.limit * 4);
    made.failure = judge_echo(one.seen);
    if (made.failure) co_return made;
  }
  made.failure = judge_delay(made.median, tcp);
  co_return made;
}

awaitable<idle_evidence> watch_silence(websocket& over, const route_to& to, std::chrono::milliseconds time) {
  idle_evidence made;
  made.waited = time;
  const auto began = clock::now();
  const auto broken = co_await over.receive(began + time);
  if (broken || over.last() != connection::outcome::timed_out) {
    made.how = idle_evidence::outcome::closed;
    made.after = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began);
    if (broken && broken->type == opcode::close) made.close_code = broken->close_code();
    co_return made;
  }
  const auto after = co_await exchange_one(over, small_bytes, to.limit);
  switch (after.seen.how) {
    case echo_evidence::outcome::same:
      break;
    case echo_evidence::outcome::silent:
      made.how = idle_evidence::outcome::silent;
      break;
    case echo_evidence::outcome::closed:
    case echo_evidence::outcome::different:
    case echo_evidence::outcome::compressed:
      made.how = idle_evidence::outcome::closed;
      made.after = time;
      break;
  }
  co_return made;
}

}  // namespace glasshell::relay::doctor
