#include "load/tcp_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace glasshell::load {

namespace {

constexpr std::size_t most_waiting_bytes = std::size_t{64} * 1024;

}  // namespace

tcp_line::tcp_line(asio::io_context& context, tcp::endpoint node)
    : context_(context), node_(std::move(node)), socket_(context.get_executor()) {}

awaitable<bool> tcp_line::open() {
  const auto [error] = co_await socket_.async_connect(node_, as_values);
  if (error) {
    end("connect: " + error.message());
    co_return false;
  }
  socket_.set_option(tcp::no_delay(true));
  open_ = true;
  auto reading = read_to_end(shared_from_this());
  asio::co_spawn(context_, std::move(reading), asio::detached);
  co_return true;
}

awaitable<void> tcp_line::read_to_end(std::shared_ptr<tcp_line> self) {
  while (self->open_) {
    const auto [error, size] = co_await self->socket_.async_read_some(asio::buffer(self->incoming_), as_values);
    if (error) co_return self->end("read: " + error.message());
    self->heard(bytes_view(self->incoming_).first(size));
  }
}

std::size_t tcp_line::type(bytes_view octets) {
  if (!open_) return 0;
  const bytes_view taken = octets.first(std::min(octets.size(), most_waiting_bytes - waiting_.size()));
  waiting_.insert(waiting_.end(), taken.begin(), taken.end());
  write();
  return taken.size();
}

void tcp_line::write() {
  if (!writing_.empty() || waiting_.empty()) return;
  std::swap(writing_, waiting_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                      self->writing_.clear();
                      if (error) return self->end("write: " + error.message());
                      self->write();
                    });
}

void tcp_line::close() { end("closed"); }

void tcp_line::end(std::string why) {
  open_ = false;
  ended(std::move(why));
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace glasshell::load
