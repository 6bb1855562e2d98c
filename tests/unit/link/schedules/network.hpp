// Sockets between one client and one relay that deliver when they like: in order, late, or not at all. And the dice that decide.
#pragma once

#include "link/endpoint.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

namespace glasshell::link::test {

/// splitmix64: a million schedules have a million seeds, and none may take long to start.
class dice {
 public:
  explicit dice(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }
  std::size_t below(std::size_t bound) noexcept { return static_cast<std::size_t>(next() % bound); }
  std::size_t between(std::size_t low, std::size_t high) noexcept { return low + below(high - low + 1); }
  bool one_in(std::size_t n) noexcept { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// One direction of a socket.
class pipe {
 public:
  void send(bytes message) {
    if (!cut_) messages_.push_back(std::move(message));
  }
  std::optional<bytes> take() {
    if (messages_.empty()) return std::nullopt;
    bytes first = std::move(messages_.front());
    messages_.pop_front();
    return first;
  }
  /// Of what is under way, so many messages still arrive.
  void cut(std::size_t arrive) {
    cut_ = true;
    if (arrive < messages_.size()) messages_.resize(arrive);
  }
  [[nodiscard]] std::size_t under_way() const noexcept { return messages_.size(); }

 private:
  std::deque<bytes> messages_;
  bool cut_ = false;
};

struct wire {
  pipe up;    // to the relay
  pipe down;  // to the client
  bool is_cut = false;
  std::unique_ptr<endpoint> greeter;  // the relay's, until it is decided
  std::optional<hello> asked;         // what there is to decide
  bool replayed = false;              // nobody listens to what comes down

  void cut(dice& dice) {
    if (is_cut) return;
    is_cut = true;
    up.cut(dice.between(0, up.under_way()));
    down.cut(dice.between(0, down.under_way()));
  }
};

}  // namespace glasshell::link::test
