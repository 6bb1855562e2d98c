#include "load/typing.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>
#include <deque>
#include <random>

namespace glasshell::load {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto patience = 10s;
constexpr std::array<std::uint8_t, 1> key{'x'};

/// One at a keyboard.
class typist : public std::enable_shared_from_this<typist> {
 public:
  typist(asio::io_context& context, std::shared_ptr<line> on) : timer_(context.get_executor()), line_(std::move(on)) {}

  void listen() {
    line_->on_octets([self = weak_from_this()](bytes_view octets) {
      if (const auto alive = self.lock()) alive->hear(octets.size());
    });
  }

  void strike() {
    if (line_->type(key) == key.size())
      struck_at_.push_back(clock::now());
    else
      ++refused_;
  }

  awaitable<void> type(clock::time_point begin, clock::time_point end, clock::duration interval) {
    for (clock::time_point next = begin; next < end; next += interval) {
      timer_.expires_at(next);
      co_await timer_.async_wait(as_values);
      strike();
    }
    co_await wait_for_echoes();
  }

  /// Until nothing is outstanding, or patience is over.
  awaitable<void> wait_for_echoes() {
    if (struck_at_.empty()) co_return;
    waiting_ = true;
    timer_.expires_after(patience);
    co_await timer_.async_wait(as_values);  // or until the last echo cancels it
    waiting_ = false;
  }

  [[nodiscard]] typing_result result() {
    line_->on_octets({});
    return {std::move(echoes_), struck_at_.size() + refused_};
  }

 private:
  void hear(std::size_t count) {
    const auto now = clock::now();
    for (; count > 0 && !struck_at_.empty(); --count) {
      echoes_.add(now - struck_at_.front());
      struck_at_.pop_front();
    }
    if (waiting_ && struck_at_.empty()) timer_.cancel();
  }

  steady_timer timer_;
  std::shared_ptr<line> line_;
  std::deque<clock::time_point> struck_at_;
  latencies echoes_;
  std::size_t refused_ = 0;
  bool waiting_ = false;
};

}  // namespace

awaitable<typing_result> type_on(asio::io_context& context, const std::vector<std::shared_ptr<line>>& lines,
                                 typing_pace pace) {
  const auto interval = std::chrono::duration_cast<clock::duration>(1s / pace.keystrokes_per_second);
  const auto begin = clock::now();
  std::minstd_rand random(1);
  std::uniform_int_distribution<clock::rep> within(0, interval.count());
  std::vector<std::shared_ptr<typist>> people;
  std::size_t typing = lines.size();
  steady_timer all_done(context.get_executor(), clock::time_point::max());
  for (const auto& each : lines) {
    people.push_back(std::make_shared<typist>(context, each));
    people.back()->listen();
    auto one = people.back()->type(begin + clock::duration(within(random)), begin + pace.duration, interval);
    auto done = [&typing, &all_done](const std::exception_ptr&) {
      if (--typing == 0) all_done.cancel();
    };
    asio::co_spawn(context, std::move(one), done);
  }
  if (typing > 0) co_await all_done.async_wait(as_values);
  typing_result total;
  for (const auto& each : people) {
    typing_result one = each->result();
    total.echoes.add(one.echoes);
    total.unanswered += one.unanswered;
  }
  co_return total;
}

awaitable<std::vector<typing_result>> type_in_turn(asio::io_context& context,
                                                   const std::vector<std::shared_ptr<line>>& lines,
                                                   std::size_t keystrokes, std::chrono::milliseconds pause) {
  std::vector<std::shared_ptr<typist>> people;
  for (const auto& each : lines) {
    people.push_back(std::make_shared<typist>(context, each));
    people.back()->listen();
  }
  steady_timer timer(context.get_executor());
  for (std::size_t i = 0; i < keystrokes; ++i) {
    for (const auto& each : people) {
      timer.expires_after(pause);
      co_await timer.async_wait(as_values);
      each->strike();
      co_await each->wait_for_echoes();
    }
  }
  std::vector<typing_result> results;
  for (const auto& each : people) results.push_back(each->result());
  co_return results;
}

}  // namespace glasshell::load
