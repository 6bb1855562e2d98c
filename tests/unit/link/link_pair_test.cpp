// Two endpoints joined by wires that deliver when they like, driven by a seeded scheduler: whatever the order of calls, no
// octet is lost, repeated or reordered, and no bound is passed.
#include "counted_memory.hpp"
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

namespace glasshell::link::test {
namespace {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

struct side {
  side(role role, const settings& settings, time_point now)
      : limits(settings), end(role, settings, now, secret_bytes(role == role::client ? "proof" : "")) {}

  settings limits;
  endpoint end;
  std::deque<bytes> wire;  // from this side, not yet delivered
  std::uint64_t written = 0;
  std::uint64_t read = 0;
  std::uint64_t to_write = 0;
  bool finished = false;
  bool peer_finished = false;
};

class link_pair {
 public:
  explicit link_pair(std::uint64_t seed)
      : dice_(seed),
        now_(1h),
        before_(allocated_bytes()),
        client_(role::client, some_settings(), now_),
        relay_(role::relay, some_settings(), now_) {
    for (side* one : {&client_, &relay_}) {
      // Many windows' worth, but not a million round trips of a window of one octet.
      const std::uint64_t window = std::min(one->limits.send_window_bytes, other(*one).limits.receive_window_bytes);
      one->to_write = dice_.below(static_cast<std::size_t>(std::min<std::uint64_t>(200'000, 50 * window)));
    }
  }

  void run(std::size_t steps) {
    for (std::size_t step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      random_call();
      check_bounds();
    }
    settle();
  }

 private:
  settings some_settings() {
    settings made;
    const auto window = [&] { return static_cast<std::uint32_t>(dice_.between(1, std::size_t{1} << dice_.below(18))); };
    made.receive_window_bytes = window();
    made.send_window_bytes = window();
    made.ack_delay = std::chrono::milliseconds(dice_.below(100));
    return made;
  }

  side& other(const side& one) { return &one == &client_ ? relay_ : client_; }

  void random_call() {
    side& one = dice_.one_in(2) ? client_ : relay_;
    switch (dice_.below(12)) {
      case 0:
      case 1:
        return write(one, dice_.between(1, 5'000));
      case 2:
        return fill(one, dice_.between(1, 40'000));
      case 3:
      case 4:
        return take_one_action(one);
      case 5:
      case 6:
      case 7:
        return deliver_one(one);
      case 8:
      case 9:
        return read(one, dice_.one_in(3) ? 1 : dice_.between(1, 50'000));
      case 10:
        return pass(std::chrono::microseconds(dice_.below(30'000)));
      default:
        if (dice_.one_in(20)) one.end.probe(now_);
        if (one.written == one.to_write) finish(one);
    }
  }

  void write(side& one, std::size_t size_bytes) {
    const std::size_t writable = one.end.writable();
    // One octet too many is as good as all of them, and cheaper to make up.
    const auto wanted = static_cast<std::size_t>(
        std::min<std::uint64_t>(std::min(size_bytes, writable + 1), one.to_write - one.written));
    const std::size_t taken = one.end.write(stream_octets(one.written, wanted), now_);
    EXPECT_EQ(taken, std::min(wanted, writable));
    one.written += taken;
  }

  void fill(side& one, std::size_t size_bytes) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size_bytes, one.to_write - one.written));
    const std::size_t writable = one.end.writable();
    const bytes_span room = one.end.prepare(wanted);
    ASSERT_LE(room.size(), std::min(wanted, writable));
    ASSERT_EQ(room.empty(), std::min(wanted, writable) == 0);
    const std::size_t filled = dice_.between(0, room.size());
    for (std::size_t i = 0; i < filled; ++i) room[i] = stream_octet(one.written + i);
    one.end.commit(filled, now_);
    one.written += filled;
  }

  void take_one_action(side& one) {
    auto next = one.end.next_action();
    if (!next) return;
    if (const auto* message = std::get_if<send_message>(&*next)) {
      one.wire.push_back(joined(*message));
      ASSERT_LE(one.wire.back().size(), max_frame_bytes);
    } else if (std::holds_alternative<hello_received>(*next)) {
      one.end.accept(custody::browser, 60s, not_random, now_);
    } else if (const auto* finished = std::get_if<link::finished>(&*next)) {
      EXPECT_FALSE(one.peer_finished);
      EXPECT_EQ(finished->why.final_offset, other(one).to_write);
      one.peer_finished = true;
    } else {
      const auto* failed = std::get_if<link::failed>(&*next);
      ASSERT_EQ(failed, nullptr) << failed->why.message();
      ASSERT_TRUE(std::holds_alternative<established>(*next));
    }
  }

  void deliver_one(side& from) {
    if (from.wire.empty()) return;
    const bytes message = std::move(from.wire.front());
    from.wire.pop_front();
    other(from).end.feed(message, now_);
  }

  void read(side& one, std::size_t size_bytes) {
    const bytes_view all = one.end.readable();
    const bytes_view octets = all.first(std::min(size_bytes, all.size()));
    for (const std::uint8_t octet : octets) ASSERT_EQ(octet, stream_octet(one.read++));
    one.end.consume(octets.size(), now_);
  }

  void finish(side& one) {
    one.end.finish(hop::session, reason::closed_by_client, "", now_);
    one.finished = true;
  }

  void pass(duration time) {
    now_ += time;
    for (side* one : {&client_, &relay_}) {
      if (const auto due = one->end.next_deadline(); due && *due <= now_) one->end.tick(now_);
    }
  }

  void check_bounds() {
    for (const side* one : {&client_, &relay_}) {
      const side& peer = other(*one);
      // What was written and not acknowledged: at least what the peer has not consumed.
      ASSERT_LE(one->written - peer.end.consumed_bytes(), one->limits.send_window_bytes);
      ASSERT_LE(one->end.sent_bytes() - peer.end.consumed_bytes(), peer.limits.receive_window_bytes);
      ASSERT_LE(one->end.received_bytes() - one->end.consumed_bytes(), one->limits.receive_window_bytes);
      ASSERT_LE(one->end.sent_bytes(), one->written);
      ASSERT_EQ(one->end.consumed_bytes(), one->read);
    }
    std::size_t bound = 16 * 1024;  // this test's own
    for (const side* one : {&client_, &relay_}) {
      for (const std::size_t window : {one->limits.send_window_bytes, one->limits.receive_window_bytes}) {
        bound += window + window / 7 + 2 * replay_buffer::block_bytes;
      }
      for (const bytes& message : one->wire) bound += message.capacity() + sizeof(bytes);
    }
    ASSERT_LE(allocated_bytes() - before_, bound);
  }

  /// Everybody does what is left to do; nothing may stall.
  void settle() {
    for (int round = 0; round < 2'000'000 && !testing::Test::HasFatalFailure(); ++round) {
      if (all_done()) break;
      for (side* one : {&client_, &relay_}) {
        write(*one, 100'000);
        if (one->written == one->to_write && !one->finished) finish(*one);
        take_one_action(*one);
        deliver_one(*one);
        read(*one, 100'000);
      }
      if (client_.wire.empty() && relay_.wire.empty()) pass_to_next_deadline();
      check_bounds();
    }
    exchange_acks();
    for (const side* one : {&client_, &relay_}) {
      EXPECT_EQ(one->read, other(*one).to_write);
      EXPECT_TRUE(one->peer_finished);
      EXPECT_EQ(one->end.sent_bytes(), one->to_write);
      EXPECT_TRUE(one->wire.empty());
    }
    client_.wire = {};
    relay_.wire = {};
    EXPECT_LE(allocated_bytes() - before_, 4096U) << "the deques of this test are all that is left";
  }

  void pass_to_next_deadline() {
    const auto due = earlier(client_.end.next_deadline(), relay_.end.next_deadline());
    if (due && *due - now_ < 1s) pass(std::max<duration>(*due - now_, 0s));
  }

  [[nodiscard]] bool all_done() const {
    return client_.peer_finished && relay_.peer_finished && client_.end.readable().empty() &&
           relay_.end.readable().empty();
  }

  /// The last acks reach whom they are for.
  void exchange_acks() {
    pass(100ms);
    for (int i = 0; i < 4; ++i) {
      for (side* one : {&client_, &relay_}) take_one_action(*one);
      for (side* one : {&client_, &relay_}) deliver_one(*one);
    }
  }

  dice dice_;
  time_point now_;
  std::size_t before_;
  side client_;
  side relay_;
};

class random_schedules : public testing::TestWithParam<std::uint64_t> {};

TEST_P(random_schedules, lose_repeat_and_reorder_nothing_and_pass_no_bound) {
  constexpr std::uint64_t seeds_in_a_batch = 500;
  for (std::uint64_t seed = GetParam() * seeds_in_a_batch; seed < (GetParam() + 1) * seeds_in_a_batch; ++seed) {
    link_pair(seed).run(400);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(batches, random_schedules, testing::Range<std::uint64_t>(0, 20));

}  // namespace
}  // namespace glasshell::link::test
