#include "relay/listener.hpp"

#include "relay/carrier.hpp"
#include "relay/http_session.hpp"
#include "relay/test_socket.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace glasshell::relay {

namespace {

// A connection beyond the limits is still told so, by a proper answer, up to this many at a time.
constexpr int most_refused_at_a_time = 64;

// Out of descriptors or memory: trying again at once would only turn in a circle.
constexpr std::chrono::milliseconds pause_after_failure{100};

awaitable<void> serve_connection(const service& common, worker& home, tcp_socket socket, peer from) {
  auto request = co_await serve_http(common, home, socket, from);
  if (!request) co_return;
  if (request->who == upgrade_to_link::client::tests) {
    const auto test = std::make_shared<test_socket>(common, home, std::move(socket), from.address);
    co_return co_await test->run(std::move(request));
  }
  const auto link = std::make_shared<carrier>(common, home, std::move(socket), from, *request);
  co_await link->run(std::move(request));
}

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown";
  }
}

}  // namespace

listener::listener(const service& common, tcp_acceptor acceptor, std::span<const std::unique_ptr<worker>> workers)
    : tenant(*workers.front()),
      common_(common),
      acceptor_(std::move(acceptor)),
      pause_(workers.front()->get_executor()),
      workers_(workers) {}

awaitable<void> listener::run() {
  while (acceptor_.is_open()) {
    worker& to = *workers_[next_worker_];
    next_worker_ = (next_worker_ + 1) % workers_.size();
    auto [error, socket] = co_await acceptor_.async_accept(to.context(), as_values);
    if (!error) {
      try {
        give(std::move(socket), to);
      } catch (const std::exception& failure) {  // no memory: this connection is lost, accepting goes on
        common_.logger.warning("accept_failed", {{"error", failure.what()}});
      }
    } else if (acceptor_.is_open() && error != asio::error::connection_aborted) {
      common_.logger.warning("accept_failed", {{"error", error.message()}});
      pause_.expires_after(pause_after_failure);
      co_await pause_.async_wait(as_values);
    }
  }
}

void listener::give(tcp_socket socket, worker& to) {
  boost::system::error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (error) return;
  socket.set_option(tcp::no_delay(true), error);
  auto [verdict, ticket] = common_.connections.admit(address);
  const bool refused = verdict != admission::verdict::admitted;
  if (refused && refused_now_.fetch_add(1) >= most_refused_at_a_time) {
    --refused_now_;
    return;
  }
  auto connection = serve_connection(common_, to, std::move(socket), peer{address, verdict, std::move(ticket)});
  asio::co_spawn(to.context(), std::move(connection), [this, refused](const std::exception_ptr& thrown) {
    if (refused) --refused_now_;
    if (thrown) common_.logger.write(log_level::error, "connection_broke", {{"error", text_of(thrown)}});
  });
}

void listener::drain() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

}  // namespace glasshell::relay
