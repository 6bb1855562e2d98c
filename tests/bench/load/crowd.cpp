#include "load/crowd.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace glasshell::load {

namespace {

using namespace std::chrono_literals;

constexpr auto longest_exchange = 60s;
constexpr auto longest_close = 10s;

/// Octets over one line and back.
struct exchange_of_one {
  std::shared_ptr<line> on;
  std::size_t to_type = 0;
  std::size_t to_hear = 0;

  void type_on() {
    static const std::vector<std::uint8_t> piece(std::size_t{16} * 1024, 'x');
    while (to_type > 0) {
      const std::size_t taken = on->type(bytes_view(piece).first(std::min(to_type, piece.size())));
      if (taken == 0) return;
      to_type -= taken;
    }
  }
};

}  // namespace

awaitable<void> crowd::open(std::size_t count, std::size_t at_once,
                            const std::function<std::shared_ptr<line>()>& make) {
  const std::size_t begin = lines_.size();
  for (std::size_t i = 0; i < count; ++i) lines_.push_back(make());
  std::size_t next = begin;
  std::size_t working = std::min(count, at_once);
  steady_timer all_done(context_.get_executor(), steady_timer::time_point::max());
  auto work = [this, &next]() -> awaitable<void> {
    while (next < lines_.size()) {
      const auto one = lines_[next++];
      co_await one->open();
    }
  };
  auto done = [&working, &all_done](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
    if (--working == 0) all_done.cancel();
  };
  for (std::size_t i = std::min(count, at_once); i > 0; --i) asio::co_spawn(context_, work, done);
  if (working > 0) co_await all_done.async_wait(as_values);
}

awaitable<bool> crowd::exchange(std::size_t size_bytes) {
  std::vector<exchange_of_one> all;
  for (const auto& each : first(lines_.size())) all.push_back({each, size_bytes, size_bytes});
  std::size_t left = all.size();
  steady_timer all_done(context_.get_executor());
  all_done.expires_after(longest_exchange);
  for (exchange_of_one& each : all) {
    each.on->on_octets([&each, &left, &all_done](bytes_view octets) {
      if (each.to_hear == 0) return;
      each.to_hear -= std::min(octets.size(), each.to_hear);
      each.type_on();
      if (each.to_hear == 0 && --left == 0) all_done.cancel();
    });
  }
  // Not all in one go: what would be measured later is the memory of a burst that nobody has.
  constexpr std::size_t at_once = 64;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].type_on();
    if (i % at_once == at_once - 1) {
      steady_timer turn_of_others(context_.get_executor());
      turn_of_others.expires_after(20ms);
      co_await turn_of_others.async_wait(as_values);
    }
  }
  if (left > 0) co_await all_done.async_wait(as_values);
  for (const exchange_of_one& each : all) each.on->on_octets({});
  co_return left == 0;
}

awaitable<void> crowd::close() {
  for (const auto& each : lines_) each->close();
  const auto ended = [](const std::shared_ptr<line>& each) { return !each->why().empty(); };
  const auto give_up_at = steady_timer::clock_type::now() + longest_close;
  steady_timer timer(context_.get_executor());
  while (!std::ranges::all_of(lines_, ended) && steady_timer::clock_type::now() < give_up_at) {
    timer.expires_after(10ms);
    co_await timer.async_wait(as_values);
  }
  lines_.clear();
}

std::vector<std::shared_ptr<line>> crowd::first(std::size_t count) const {
  std::vector<std::shared_ptr<line>> found;
  for (const auto& each : lines_) {
    if (found.size() == count) break;
    if (each->is_open()) found.push_back(each);
  }
  return found;
}

std::size_t crowd::open_count() const { return first(lines_.size()).size(); }

std::map<std::string, std::size_t> crowd::losses() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& each : lines_) {
    if (!each->is_open()) ++counts[each->why()];
  }
  return counts;
}

}  // namespace glasshell::load
