#include "support/cutting_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>
#include <utility>

namespace glasshell::test {

namespace {

constexpr int look_around_milliseconds = 20;

void reset(socket_handle& socket) {
  const linger abrupt{1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
  socket.close();
}

/// The end of our stream, with what the other side sends still taken: a close would become a reset.
void end(const socket_handle& socket) { shutdown(socket.get(), SHUT_WR); }

}  // namespace

cutting_proxy::cutting_proxy(std::uint16_t to) : to_(to), thread_([this] { carry(); }) {}

cutting_proxy::~cutting_proxy() {
  ending_ = true;
  thread_.join();
}

void cutting_proxy::cut_from_now_on(std::deque<cut> plan) {
  const std::lock_guard lock(mutex_);
  plan_ = std::move(plan);
}

std::size_t cutting_proxy::cuts_left() const {
  const std::lock_guard lock(mutex_);
  return plan_.size();
}

bool cutting_proxy::next_cut(pair& for_whom) {
  const std::lock_guard lock(mutex_);
  if (plan_.empty()) return false;
  for_whom.bytes_left = plan_.front().after_bytes;
  for_whom.how = plan_.front().how;
  plan_.pop_front();
  return true;
}

void cutting_proxy::carry() {
  while (!ending_) {
    std::vector<pollfd> waiting{{listener_.descriptor(), POLLIN, 0}};
    for (const pair& each : pairs_) {
      waiting.push_back({each.stuck ? -1 : each.client.get(), POLLIN, 0});
      waiting.push_back({each.stuck ? -1 : each.relay.get(), POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), look_around_milliseconds) < 0) return;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      pair& each = pairs_[i];
      const bool from_client = waiting[1 + 2 * i].revents != 0;
      const bool from_relay = waiting[2 + 2 * i].revents != 0;
      bool up = true;
      if (from_client) up = pass(each, each.client, each.relay);
      if (up && !each.stuck && from_relay) up = pass(each, each.relay, each.client);
      if (!up) each = {};
    }
    std::erase_if(pairs_, [](const pair& each) { return !each.client.open() && !each.relay.open(); });
    if (waiting[0].revents != 0) accept_one();
  }
}

void cutting_proxy::accept_one() {
  try {
    pair made{
        .client = listener_.accept(), .relay = connect_loopback(to_), .stuck = false, .bytes_left = {}, .how = {}};
    if (turned_away_ > 0) {
      --turned_away_;
      return reset(made.client);
    }
    pairs_.push_back(std::move(made));
  } catch (const std::system_error&) {
    // Whoever came is gone, or the relay is.
  }
}

/// @return false if the pair is over
bool cutting_proxy::pass(pair& through, const socket_handle& from, const socket_handle& to) {
  std::array<char, 16 * 1024> octets{};
  const ssize_t got = recv(from.get(), octets.data(), octets.size(), 0);
  if (got <= 0) return false;
  auto size = static_cast<std::size_t>(got);
  // Only a connection over which something passes is cut: each cut is one that is felt.
  if (!through.bytes_left) next_cut(through);
  const bool cuts = through.bytes_left && size >= *through.bytes_left;
  if (cuts) size = *through.bytes_left;
  try {
    send_all(to, std::string_view(octets.data(), size));
  } catch (const std::system_error&) {
    return false;
  }
  if (through.bytes_left) *through.bytes_left -= size;
  if (!cuts) return true;
  apply(through);
  return through.stuck;
}

void cutting_proxy::apply(pair& to) {
  switch (to.how) {
    case cut_kind::restart:
      turned_away_ = 2;
      [[fallthrough]];
    case cut_kind::reset_both:
      reset(to.client);
      reset(to.relay);
      return;
    case cut_kind::end_both:
      return;  // by closing
    case cut_kind::end_client:
      end(to.client);
      break;
    case cut_kind::end_relay:
      end(to.relay);
      break;
    case cut_kind::black_hole:
      break;
  }
  to.stuck = true;
}

}  // namespace glasshell::test
