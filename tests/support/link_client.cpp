#include "support/link_client.hpp"

#include "base/wire.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

namespace glasshell::test {

namespace {

constexpr std::chrono::seconds patience{20};

time_point now() {
  return time_point(std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

std::string join(const link::send_message& message) {
  return std::string(as_text_view(message.head)).append(as_text_view(message.payload.octets));
}

}  // namespace

link_client::link_client(std::uint16_t port, std::string_view node, const link::settings& settings)
    : link_client(websocket_client(port, node), settings) {
  port_ = port;
  node_ = node;
}

link_client::link_client(websocket_client socket, const link::settings& settings)
    : socket_(std::move(socket)), endpoint_(link::role::client, settings, now()) {
  if (socket_.answer().status != 101) throw std::runtime_error("no upgrade: " + socket_.answer().head);
  pump();
}

void link_client::pump() {
  while (auto action = endpoint_.next_action()) {
    if (const auto* message = std::get_if<link::send_message>(&*action)) socket_.send(join(*message));
    if (const auto* accepted = std::get_if<link::established>(&*action)) {
      open_ = true;
      how_ = accepted->how;
    }
    if (const auto* why = std::get_if<link::refused>(&*action)) refused_ = why->why;
    if (const auto* why = std::get_if<link::finished>(&*action)) finished_ = why->why;
    if (const auto* why = std::get_if<link::lost>(&*action)) {
      throw std::runtime_error("the link was lost: " + why->why.message());
    }
    if (const auto* why = std::get_if<link::failed>(&*action)) {
      throw std::runtime_error("the link failed: " + why->why.message());
    }
  }
}

void link_client::take() {
  for (bytes_view octets = endpoint_.readable(); !octets.empty(); octets = endpoint_.readable()) {
    received_ += as_text_view(octets);
    endpoint_.consume(octets.size(), now());
  }
  pump();
}

bool link_client::step() {
  if (closed_) return false;
  const auto message = socket_.receive(patience);
  if (!message || message->type == opcode::close) {
    if (message) close_code_ = message->close_code();
    closed_ = true;
    return false;
  }
  endpoint_.feed(as_bytes_view(message->payload), now());
  endpoint_.tick(now());
  pump();
  take();
  return true;
}

bool link_client::wait_until_open() {
  while (!open_ && !refused_ && step()) {
  }
  return open_;
}

void link_client::lose_socket(loss how) {
  switch (how) {
    case loss::end:
      break;
    case loss::reset: {
      const linger abrupt{1, 0};
      setsockopt(socket_.socket().get(), SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
      break;
    }
    case loss::black_hole:
      black_holes_.push_back(take_socket());
      return;
  }
  take_socket();
}

websocket_client link_client::take_socket() {
  endpoint_.detach(now());
  closed_ = true;
  open_ = false;
  return std::move(socket_);
}

void link_client::close_socket(std::uint16_t code) {
  bytes payload;
  wire_writer(payload).u16(code);
  socket_.send(payload, opcode::close);
  wait_for_close();
  lose_socket(loss::end);
}

void link_client::reconnect() {
  socket_ = websocket_client(port_, node_);
  if (socket_.answer().status != 101) throw std::runtime_error("no upgrade: " + socket_.answer().head);
  closed_ = false;
  close_code_.reset();
  refused_.reset();
  endpoint_.attach(now());
  pump();
}

void link_client::write(std::string_view octets) {
  while (!octets.empty()) {
    octets.remove_prefix(endpoint_.write(as_bytes_view(octets), now()));
    pump();
    if (!octets.empty() && !step()) throw std::runtime_error("the relay closed while it was written to");
  }
}

std::string link_client::read(std::size_t size_bytes) {
  while (received_.size() < size_bytes && step()) {
  }
  const std::string taken = received_.substr(0, size_bytes);
  received_.erase(0, taken.size());
  return taken;
}

std::string link_client::receive() {
  step();
  return std::exchange(received_, {});
}

std::string link_client::read_to_end() {
  while (!finished_ && step()) {
  }
  return std::exchange(received_, {});
}

void link_client::finish() {
  endpoint_.finish(link::hop::relay, link::reason::closed_by_client, {}, now());
  pump();
}

std::optional<std::uint16_t> link_client::wait_for_close() {
  while (step()) {
  }
  return close_code_;
}

}  // namespace glasshell::test
