#include "relay/listener.hpp"

#include "relay/arrival.hpp"
#include "relay/carrier.hpp"
#include "relay/http_session.hpp"
#include "relay/test_socket.hpp"
#include "relay/upgrade_request.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <unistd.h>

#include <chrono>
#include <exception>
#include <string>
#include <utility>

namespace glasshell::relay {

namespace {

// Out of descriptors or memory: trying again at once would only turn in a circle.
constexpr std::chrono::milliseconds pause_after_failure{100};

awaitable<void> serve_connection(const service& common, worker& home, client_stream stream, peer from) {
  const bool arrived = co_await arrive(common, home, stream, from);
  if (!arrived) co_return;
  auto request = co_await serve_http(common, home, stream, from);
  if (!request) co_return;
  if (request->who == upgrade_to_link::client::tests) {
    const auto test = std::make_shared<test_socket>(common, home, std::move(stream), request->address);
    co_return co_await test->run(std::move(request));
  }
  const auto link = std::make_shared<carrier>(common, home, std::move(stream), *request);
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

listener::listener(const service& common, worker& home, listening_socket socket, audience whom)
    : tenant(home), common_(common), whom_(whom), socket_(std::move(socket)), pause_(home.get_executor()) {}

worker& listener::next_worker() {
  if (whom_ == audience::operators || turns_away_) return home();
  worker& next = *common_.workers[next_worker_];
  next_worker_ = (next_worker_ + 1) % common_.workers.size();
  return next;
}

awaitable<void> listener::run() {
  stream_acceptor& acceptor = socket_.acceptor();
  while (acceptor.is_open()) {
    worker& to = next_worker();
    auto [error, socket] = co_await acceptor.async_accept(to.context(), as_values);
    if (!error) {
      try {
        give(std::move(socket), to);
      } catch (const std::exception& failure) {  // no memory: this connection is lost, accepting goes on
        common_.logger.warning("accept_failed", {{"error", failure.what()}});
      }
    } else if (acceptor.is_open() && error != asio::error::connection_aborted &&
               error != asio::error::operation_aborted) {
      common_.logger.warning("accept_failed", {{"error", error.message()}});
      pause_.expires_after(pause_after_failure);
      co_await pause_.async_wait(as_values);
    }
  }
}

admission::decision listener::admit(const peer& who) {
  if (whom_ == audience::operators) return common_.operators.admit(who.address);
  if (is_trusted(common_, who)) return common_.connections.admit_in_all();
  return common_.connections.admit(who.address);
}

void listener::give(client_stream::socket_type socket, worker& taken_for) {
  boost::system::error_code error;
  const socket_address from = socket.remote_endpoint(error);
  if (error) return;
  worker& to = turns_away_ ? home() : taken_for;
  if (&to != &taken_for) socket = keep(std::move(socket), from);
  const auto address = address_of(from);
  socket.set_option(tcp::no_delay(true), error);  // which a Unix socket does not have
  peer who{.door = whom_, .is_local_socket = is_unix(from), .address = address, .verdict = {}, .ticket = {}};
  if (!take_place(common_, who, admit(who))) return;
  auto connection = serve_connection(common_, to, client_stream(std::move(socket)), std::move(who));
  asio::co_spawn(to.context(), std::move(connection), [this](const std::exception_ptr& thrown) {
    if (thrown) common_.logger.write(log_level::error, "connection_broke", {{"error", text_of(thrown)}});
  });
}

void listener::turn_away(std::function<void()> done) {
  asio::post(home().context(), [this, done = std::move(done)] {
    turns_away_ = true;
    boost::system::error_code ignored;
    socket_.acceptor().cancel(ignored);  // it waits for a connection on behalf of a worker that may not be there then
    done();
  });
}

/// A connection that was taken for a worker that comes to its end goes on here.
client_stream::socket_type listener::keep(client_stream::socket_type socket, const socket_address& from) {
  boost::system::error_code error;
  client_stream::socket_type kept(home().get_executor());
  const int descriptor = socket.release(error);
  if (error) return kept;
  kept.assign(from.protocol(), descriptor, error);
  if (error) ::close(descriptor);
  return kept;
}

void listener::abort() {
  socket_.close();
  pause_.cancel();
}

}  // namespace glasshell::relay
