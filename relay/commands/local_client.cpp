#include "relay/commands/local_client.hpp"

#include "relay/client_stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <charconv>
#include <exception>
#include <optional>

namespace glasshell::relay {

namespace {

constexpr std::size_t longest_answer = std::size_t{1024} * 1024;

std::string to_text(const local_request& what) {
  std::string text(what.method);
  text.append(" ").append(what.target).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
  text.append("Content-Length: ").append(std::to_string(what.body.size())).append("\r\n\r\n").append(what.body);
  return text;
}

std::variant<local_answer, no_answer> parse(std::string_view text) {
  constexpr std::string_view version = "HTTP/1.1 ";
  const auto end = text.find("\r\n\r\n");
  local_answer made;
  if (!text.starts_with(version) || end == std::string_view::npos) return no_answer{"what answers is no relay"};
  const char* begin = text.data() + version.size();
  if (std::from_chars(begin, text.data() + end, made.status).ec != std::errc{}) {
    return no_answer{"what answers is no relay"};
  }
  made.body = text.substr(end + 4);
  return made;
}

awaitable<std::variant<local_answer, no_answer>> exchange(client_stream& stream, own_door door, std::string request) {
  const std::string not_connected = co_await connect_to_own(stream, door);
  if (!not_connected.empty()) co_return no_answer{not_connected};
  const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(request), as_values);
  if (not_sent) co_return no_answer{"it hung up: " + not_sent.message()};
  std::string answer;
  std::array<char, 4096> piece{};
  while (answer.size() < longest_answer) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(piece), as_values);
    answer.append(piece.data(), size);
    if (error) break;
  }
  co_return parse(answer);
}

}  // namespace

std::optional<socket_address> address_of(const listen_place& place) {
  switch (place.where) {
    case listen_place::kind::tcp:
      return tcp::endpoint(place.address, place.port);
    case listen_place::kind::unix_path:
      return asio::local::stream_protocol::endpoint(place.path);
    case listen_place::kind::nowhere:
    case listen_place::kind::systemd:
      break;
  }
  return std::nullopt;
}

std::variant<local_answer, no_answer> ask_relay(const own_door& door, const local_request& what,
                                                std::chrono::milliseconds limit) {
  asio::io_context context(1);
  client_stream stream{client_stream::socket_type(context)};
  std::variant<local_answer, no_answer> result = no_answer{"it does not answer in time"};
  auto asking = exchange(stream, door, to_text(what));
  asio::co_spawn(context, std::move(asking), [&result](const std::exception_ptr& thrown, auto answer) {
    if (!thrown) result = std::move(answer);
  });
  context.run_for(limit);
  return result;
}

}  // namespace glasshell::relay
