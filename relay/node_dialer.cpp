#include "relay/node_dialer.hpp"

#include "relay/deadline.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/basic_resolver.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using resolver = asio::ip::basic_resolver<tcp, executor>;

// More than one family times two; a name with a hundred addresses would otherwise get a hundredth of the time for each.
constexpr std::size_t most_addresses = 4;

link::reason reason_of(const error_code& error) {
  if (error == asio::error::connection_refused) return link::reason::connection_refused;
  if (error == asio::error::timed_out || error == asio::error::operation_aborted) {
    return link::reason::connection_timed_out;
  }
  if (error == asio::error::host_unreachable || error == asio::error::network_unreachable ||
      error == asio::error::network_down || error == boost::system::errc::address_not_available) {
    return link::reason::host_unreachable;
  }
  if (error == asio::error::connection_reset) return link::reason::connection_reset;
  return link::reason::internal_error;
}

/// TCP lets a socket connect to itself, when the system happens to choose the very port it dials on this machine.
bool is_connected_to_itself(const tcp_socket& socket) {
  error_code ignored;
  return socket.local_endpoint(ignored) == socket.remote_endpoint(ignored);
}

}  // namespace

struct node_dialer::lookup {
  explicit lookup(const executor& on) : resolving(on), waiting(on) {}
  resolver resolving;
  steady_timer waiting;  // for the result, until the deadline
  bool cancelled = false;
  error_code error = asio::error::timed_out;
  std::vector<tcp::endpoint> addresses;
};

node_dialer::node_dialer(const executor& on, const node& target, std::chrono::milliseconds limit)
    : target_(target), give_up_at_(std::chrono::steady_clock::now() + limit), lookup_(std::make_shared<lookup>(on)) {}

node_dialer::~node_dialer() = default;

void node_dialer::cancel() {
  lookup_->cancelled = true;
  lookup_->resolving.cancel();
  lookup_->waiting.cancel();
}

awaitable<std::optional<dial_failure>> node_dialer::dial(tcp_socket& into) {
  if (auto failure = co_await resolve()) co_return failure;
  co_return co_await connect(into);
}

awaitable<std::optional<dial_failure>> node_dialer::resolve() {
  error_code not_numeric;
  const auto address = asio::ip::make_address(target_.host, not_numeric);
  if (!not_numeric) {
    lookup_->addresses.emplace_back(address, target_.port);
    co_return std::nullopt;
  }
  lookup_->waiting.expires_at(give_up_at_);
  lookup_->resolving.async_resolve(target_.host, std::to_string(target_.port), resolver::numeric_service,
                                   [shared = lookup_](error_code error, const resolver::results_type& found) {
                                     shared->error = error;
                                     for (const auto& each : found) {
                                       if (shared->addresses.size() < most_addresses)
                                         shared->addresses.push_back(each.endpoint());
                                     }
                                     shared->waiting.cancel();
                                   });
  co_await lookup_->waiting.async_wait(as_values);
  if (!lookup_->addresses.empty()) co_return std::nullopt;
  co_return dial_failure{
      link::hop::node_name,
      lookup_->error == asio::error::timed_out ? link::reason::connection_timed_out : link::reason::name_not_found,
      lookup_->error.message()};
}

awaitable<std::optional<dial_failure>> node_dialer::connect(tcp_socket& into) {
  error_code last = asio::error::timed_out;
  std::size_t left = lookup_->addresses.size();
  for (const tcp::endpoint& address : lookup_->addresses) {
    const auto time =
        std::chrono::duration_cast<std::chrono::milliseconds>(give_up_at_ - std::chrono::steady_clock::now());
    if (lookup_->cancelled || time.count() <= 0) break;
    error_code ignored;
    into.close(ignored);
    deadline limit(into);
    limit.arm(time / left--);
    const auto [error] = co_await into.async_connect(address, as_values);
    last = error ? error : error_code();
    if (!last && is_connected_to_itself(into)) last = asio::error::connection_refused;
    if (!last) co_return std::nullopt;
  }
  error_code ignored;
  into.close(ignored);
  co_return dial_failure{link::hop::node_tcp, reason_of(last), last.message()};
}

}  // namespace glasshell::relay
