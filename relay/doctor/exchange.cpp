#include "relay/doctor/exchange.hpp"

#include <openssl/rand.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

namespace glasshell::relay::doctor {

namespace {

namespace http = boost::beast::http;

constexpr std::size_t most_header_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_buffered_bytes = std::size_t{1024} * 1024;
constexpr std::size_t most_first_octets = 512;
constexpr std::size_t most_fields = 100;

using parser = http::response_parser<http::string_body>;

void take_over(parser& from, http_answer& into) {
  into.status = from.get().result_int();
  for (const auto& field : from.get()) {
    if (into.fields.size() == most_fields) break;
    into.fields.emplace_back(std::string(field.name_string().data(), field.name_string().size()),
                             std::string(field.value().data(), field.value().size()));
  }
  into.body = std::move(from.get().body());
}

bool is_http_so_far(std::string_view octets) {
  constexpr std::string_view begin = "HTTP/1.";
  const std::size_t known = std::min(octets.size(), begin.size());
  return octets.substr(0, known) == begin.substr(0, known);
}

std::uint32_t random_mask() {
  std::array<unsigned char, 4> octets{};
  RAND_bytes(octets.data(), static_cast<int>(octets.size()));
  std::uint32_t mask = 0;
  std::memcpy(&mask, octets.data(), octets.size());
  return mask;
}

}  // namespace

awaitable<std::unique_ptr<connection>> open_connection(executor on, const route_to& to) {
  auto made = std::make_unique<connection>(on);
  const auto error = co_await made->connect(to.address, to.limit);
  if (error) co_return nullptr;
  if (to.where.tls) {
    const tls_options options{to.where.host, to.ca_file, {"http/1.1"}};
    co_await made->shake_hands(options, to.limit);
    if (made->tls() == nullptr || made->tls()->current() != tls_client::state::open) co_return nullptr;
  }
  co_return made;
}

awaitable<http_answer> exchange(connection& over, std::string request, std::chrono::milliseconds limit, bytes& rest) {
  http_answer made;
  const auto at = clock::now() + limit;
  bytes octets(request.begin(), request.end());
  // What cannot be sent may still have been answered: a server that refuses unread answers first.
  co_await over.write(std::move(octets), at);

  parser reading;
  reading.header_limit(most_header_bytes);
  reading.body_limit(most_body_bytes);
  reading.eager(true);
  boost::beast::flat_buffer buffer(most_buffered_bytes);
  while (!reading.is_done()) {
    const bytes piece = co_await over.read(at);
    boost::system::error_code error;
    if (piece.empty()) {
      made.how = over.last() == connection::outcome::timed_out ? ending::timed_out : ending::closed;
      if (reading.is_header_done() && made.how == ending::closed) reading.put_eof(error);
      if (reading.is_done()) break;
      if (reading.is_header_done()) take_over(reading, made);
      co_return made;
    }
    if (made.first_octets.size() < most_first_octets && !reading.is_header_done()) {
      made.first_octets.append(reinterpret_cast<const char*>(piece.data()),
                               std::min(piece.size(), most_first_octets - made.first_octets.size()));
    }
    // Somebody who greets first, and then waits, would be waited for.
    if (!is_http_so_far(made.first_octets)) {
      made.how = ending::not_http;
      co_return made;
    }
    const auto space = buffer.prepare(piece.size());
    std::memcpy(space.data(), piece.data(), piece.size());
    buffer.commit(piece.size());
    while (buffer.size() > 0 && !reading.is_done()) {
      const std::size_t used = reading.put(buffer.data(), error);
      buffer.consume(used);
      if (error == http::error::need_more || used == 0) break;
      if (error) {
        made.how = error == http::error::body_limit ? ending::too_large : ending::not_http;
        co_return made;
      }
    }
    // A 101 has no end of its own that the parser would wait for.
    if (reading.is_header_done() && reading.get().result_int() == 101) break;
  }
  take_over(reading, made);
  made.how = ending::complete;
  const auto left = buffer.data();
  rest.assign(static_cast<const std::uint8_t*>(left.data()),
              static_cast<const std::uint8_t*>(left.data()) + left.size());
  co_return made;
}

awaitable<http_answer> fetch(executor on, const route_to& to, std::string request) {
  const auto over = co_await open_connection(on, to);
  if (!over) co_return http_answer();
  bytes rest;
  http_answer answer = co_await exchange(*over, std::move(request), to.limit, rest);
  over->close();
  co_return answer;
}

awaitable<upgrade_outcome> open_websocket(executor on, const route_to& to, std::string path, std::string subprotocol) {
  upgrade_outcome made;
  auto over = co_await open_connection(on, to);
  if (!over) co_return made;
  made.connected = true;
  bytes rest;
  std::string request = make_upgrade(to.where, path, subprotocol);
  made.answer = co_await exchange(*over, std::move(request), to.limit, rest);
  if (made.answer.how == ending::complete && made.answer.status == 101) {
    made.socket = std::make_unique<websocket>(std::move(over), std::move(rest));
  }
  co_return made;
}

awaitable<connection::outcome> websocket::send(opcode type, bytes payload) {
  constexpr std::chrono::seconds longest_write{10};
  bytes frame = encode_frame(type, payload, random_mask());
  const auto at = clock::now() + longest_write;
  co_return co_await over_->write(std::move(frame), at);
}

awaitable<std::optional<message>> websocket::receive(clock::time_point at) {
  for (;;) {
    auto found = reader_.next();
    if (found && found->type == opcode::ping) {
      co_await send(opcode::pong, std::move(found->payload));
      continue;
    }
    if (found && found->type == opcode::pong) continue;
    if (found) co_return found;
    if (reader_.broken()) {
      last_ = connection::outcome::closed;
      co_return std::nullopt;
    }
    const bytes octets = co_await over_->read(at);
    last_ = over_->last();
    if (octets.empty()) co_return std::nullopt;
    reader_.feed(octets);
  }
}

awaitable<void> websocket::close() {
  bytes normal{0x03, 0xe8};
  co_await send(opcode::close, std::move(normal));
  over_->close();
}

}  // namespace glasshell::relay::doctor
