#include "load/echo_node.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace glasshell::load {

namespace {

constexpr std::size_t piece_bytes = std::size_t{4} * 1024;

}  // namespace

echo_node::echo_node(asio::io_context& context)
    : context_(context), acceptor_(context.get_executor(), {asio::ip::address_v4::loopback(), 0}) {
  acceptor_.listen(SOMAXCONN);
  auto accepting = [](echo_node* self) -> awaitable<void> { co_await self->accept_all(); };
  asio::co_spawn(context_, accepting(this), asio::detached);
}

awaitable<void> echo_node::accept_all() {
  for (;;) {
    tcp_socket client(context_.get_executor());
    const auto [error] = co_await acceptor_.async_accept(client, as_values);
    if (error) throw boost::system::system_error(error, "the node cannot accept");
    client.set_option(tcp::no_delay(true));
    auto echoing = echo(std::move(client));
    asio::co_spawn(context_, std::move(echoing), asio::detached);
  }
}

awaitable<void> echo_node::echo(tcp_socket client) {
  std::array<char, piece_bytes> piece{};
  ++connections_;
  for (;;) {
    const auto [ended, size] = co_await client.async_read_some(asio::buffer(piece), as_values);
    if (ended) break;
    const auto [lost, written] = co_await asio::async_write(client, asio::buffer(piece, size), as_values);
    if (lost) break;
  }
  --connections_;
}

}  // namespace glasshell::load
