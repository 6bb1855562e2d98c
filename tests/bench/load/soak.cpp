#include "load/soak.hpp"

#include "load/flood.hpp"
#include "load/numbered_octets.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <random>
#include <utility>

namespace glasshell::load {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t longest_flood_bytes = std::size_t{1024} * 1024;
constexpr std::size_t piece_bytes = std::size_t{16} * 1024;
constexpr auto longest_pause = 400ms;
constexpr auto longest_without_socket = 1200ms;
/// A sanitizer's relay on a busy machine is slow; a session that stands still for so long has lost something.
constexpr auto patience = 60s;
constexpr int resume_attempts = 20;

constexpr std::array losses{link_line::loss::reset, link_line::loss::end, link_line::loss::other_closing,
                            link_line::loss::silence};

/// What all lives share.
struct world {
  asio::io_context& context;
  soak_options options;
  clock::time_point ends_at;
  const std::function<std::shared_ptr<link_line>()>& make_link;
  const std::function<std::shared_ptr<line>(std::shared_ptr<link_line>&)>& make_shell;
  soak_tally tally;

  [[nodiscard]] bool is_over() const { return clock::now() >= ends_at; }
};

class life {
 public:
  life(world& shared, std::uint32_t seed) : world_(shared), random_(seed), timer_(shared.context.get_executor()) {}

  awaitable<void> live_on_links() {
    while (!world_.is_over()) co_await live_one_session();
  }

  awaitable<void> live_in_shells() {
    while (!world_.is_over()) co_await live_one_shell();
  }

 private:
  awaitable<void> live_one_session() {
    line_ = world_.make_link();
    line_->set_after_loss(link_line::after_loss::waits);
    const auto seed = static_cast<std::uint32_t>(random_());
    typed_ = numbered_octets(seed);
    heard_ = numbered_octets(seed);
    to_type_ = to_hear_ = 0;
    wrong_ = false;
    piece_.clear();
    line_->on_octets([this](bytes_view octets) { hear(octets); });
    const bool opened = co_await line_->open();
    if (!opened) {
      if (line_->why() == "refused: relay_shutting_down")
        ++world_.tally.turned_away;
      else
        fault("not opened: " + line_->why());
      co_await pause(1s);
      co_return;
    }
    ++world_.tally.begun;
    // A session that the relay has never heard of since its welcome ends with its socket, which is not what is tried here.
    to_type_ = 1;
    co_await all_is_back();
    for (auto acts = below(12); acts > 0 && !gone(); --acts) co_await act();
    if (!gone()) co_await leave();
    line_->on_octets({});
    if (line_->why().empty()) line_->close();
  }

  awaitable<void> act() {
    switch (below(5)) {
      case 0:
      case 1:
        to_type_ += 1 + below(below(4) == 0 ? longest_flood_bytes : 200);
        type();
        co_return;
      case 2:
        co_await pause(std::chrono::milliseconds(below(longest_pause.count())));
        co_return;
      case 3:
        co_await all_is_back();
        co_return;
      default:
        line_->lose(losses.at(below(losses.size())));
        ++world_.tally.losses;
        co_await pause(std::chrono::milliseconds(below(longest_without_socket.count())));
        co_await go_on();
    }
  }

  awaitable<void> leave() {
    if (below(8) == 0) {
      line_->lose(below(2) == 0 ? link_line::loss::reset : link_line::loss::going_away);
      ++world_.tally.left;
      co_return;
    }
    co_await all_is_back();
    if (gone()) co_return;
    line_->close();
    for (const auto since = clock::now(); line_->why().empty();) {
      if (clock::now() - since > patience) co_return fault("does not close");
      co_await pause(10ms);
    }
    if (line_->why() != "closed") co_return fault("closed otherwise: " + line_->why());
    ++world_.tally.ended;
  }

  awaitable<void> go_on() {
    for (int attempt = 0; attempt < resume_attempts && line_->why().empty(); ++attempt) {
      const bool resumed = co_await line_->resume();
      if (resumed) {
        ++world_.tally.resumed;
        type();
        co_return;
      }
      co_await pause(100ms);
    }
    fault("not resumed: " + line_->why());
    if (line_->why().empty()) line_->close();
  }

  /// Until everything typed has come back, going on over another socket if this one is lost.
  awaitable<void> all_is_back() {
    auto since = clock::now();
    for (auto left = to_hear_; (to_type_ > 0 || to_hear_ > 0 || !piece_.empty()) && !gone();) {
      if (line_->waits()) co_await go_on();
      type();
      co_await pause(10ms);
      if (std::exchange(left, to_hear_) != to_hear_) since = clock::now();
      if (clock::now() - since > patience) {
        fault("stands still");
        line_->close();
      }
    }
  }

  void type() {
    for (;;) {
      if (piece_.empty()) {
        piece_ = typed_.take(std::min(to_type_, piece_bytes));
        to_type_ -= piece_.size();
        to_hear_ += piece_.size();
      }
      if (piece_.empty()) return;
      const std::size_t taken = line_->type(piece_);
      piece_.erase(piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(taken));
      if (!piece_.empty()) return;
    }
  }

  void hear(bytes_view octets) {
    if (wrong_) return;
    if (octets.size() > to_hear_ || !heard_.matches(octets)) {
      wrong_ = true;
      fault("other octets than were typed");
      return;
    }
    to_hear_ -= octets.size();
    world_.tally.octets += octets.size();
    type();
  }

  /// Two floods in one shell, whose socket is lost in each.
  awaitable<void> live_one_shell() {
    std::shared_ptr<link_line> carrier;
    const auto shell = world_.make_shell(carrier);
    carrier->set_after_loss(link_line::after_loss::waits);
    const bool opened = co_await shell->open();
    if (!opened) {
      fault("no shell: " + shell->why());
      co_await pause(1s);
      co_return;
    }
    for (int i = 0; i < 2 && shell->why().empty(); ++i) {
      bool flooding = true;
      disturbing_ = true;
      auto disturbing = disturb(carrier, flooding);
      auto ignored = [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
      };
      asio::co_spawn(world_.context, std::move(disturbing), ignored);
      try {
        const flood_result result = co_await flood(world_.context, shell, 500ms, 500ms);
        world_.tally.octets += result.bytes_after_interrupt;
        ++world_.tally.shells;
      } catch (const std::exception& failed) {
        fault(std::string(failed.what()) + " " + shell->why());
      }
      flooding = false;
      while (disturbing_) co_await pause(10ms);
    }
    shell->close();
  }

  /// Loses the carrier's socket once, and goes on. @par Lifetime  `flooding` lives until `disturbing_` is false
  awaitable<void> disturb(std::shared_ptr<link_line> carrier, const bool& flooding) {
    steady_timer timer(world_.context.get_executor());
    timer.expires_after(std::chrono::milliseconds(below(900)));
    co_await timer.async_wait(as_values);
    if (flooding) {
      carrier->lose(losses.at(below(losses.size())));
      ++world_.tally.losses;
      timer.expires_after(std::chrono::milliseconds(below(300)));
      co_await timer.async_wait(as_values);
      bool back = false;
      for (int attempt = 0; attempt < resume_attempts && !back && carrier->why().empty(); ++attempt) {
        back = co_await carrier->resume();
      }
      if (back)
        ++world_.tally.resumed;
      else
        fault("shell not resumed: " + carrier->why());
    }
    disturbing_ = false;
  }

  [[nodiscard]] bool gone() {
    if (line_->why().empty()) return wrong_;
    if (line_->why() == "finished: relay_shutting_down")
      ++world_.tally.told;
    else
      fault("gone: " + line_->why());
    return true;
  }

  void fault(const std::string& what) { ++world_.tally.faults[what]; }

  awaitable<void> pause(clock::duration time) {
    timer_.expires_after(time);
    co_await timer_.async_wait(as_values);
  }

  template <class Number>
  std::size_t below(Number bound) {
    return std::uniform_int_distribution<std::size_t>(0, static_cast<std::size_t>(bound) - 1)(random_);
  }

  world& world_;
  std::mt19937 random_;
  steady_timer timer_;
  std::shared_ptr<link_line> line_;
  numbered_octets typed_{0};
  numbered_octets heard_{0};
  std::size_t to_type_ = 0;
  std::size_t to_hear_ = 0;
  std::vector<std::uint8_t> piece_;  // made, and not yet taken by the line
  bool wrong_ = false;
  bool disturbing_ = false;
};

}  // namespace

awaitable<soak_tally> soak(asio::io_context& context, soak_options options,
                           const std::function<std::shared_ptr<link_line>()>& make_link,
                           const std::function<std::shared_ptr<line>(std::shared_ptr<link_line>&)>& make_shell) {
  world shared{context, options, clock::now() + options.duration, make_link, make_shell, {}};
  std::vector<std::unique_ptr<life>> lives;
  std::size_t living = 0;
  std::exception_ptr thrown_by_one;
  steady_timer all_over(context.get_executor(), clock::time_point::max());
  auto over = [&living, &all_over, &thrown_by_one](const std::exception_ptr& thrown) {
    if (thrown) thrown_by_one = thrown;
    if (--living == 0) all_over.cancel();
  };
  const std::size_t shells = make_shell ? options.shells : 0;
  for (std::size_t i = 0; i < options.sessions + shells; ++i) {
    lives.push_back(std::make_unique<life>(shared, options.seed + static_cast<std::uint32_t>(i)));
    ++living;
    auto one = i < options.sessions ? lives.back()->live_on_links() : lives.back()->live_in_shells();
    asio::co_spawn(context, std::move(one), over);
  }
  if (living > 0) co_await all_over.async_wait(as_values);
  if (thrown_by_one) std::rethrow_exception(thrown_by_one);
  co_return shared.tally;
}

}  // namespace glasshell::load
