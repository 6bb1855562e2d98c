#include "support/link_client.hpp"

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
    : link_client(websocket_client(port, node), settings) {}

link_client::link_client(websocket_client socket, const link::settings& settings)
    : socket_(std::move(socket)), endpoint_(link::role::client, settings, now()) {
  if (socket_.answer().status != 101) throw std::runtime_error("no upgrade: " + socket_.answer().head);
  pump();
}

void link_client::pump() {
  while (auto action = endpoint_.next_action()) {
    if (const auto* message = std::get_if<link::send_message>(&*action)) socket_.send(join(*message));
    if (std::holds_alternative<link::established>(*action)) open_ = true;
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
