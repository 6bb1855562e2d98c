#include "support/http_exchange.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <stdexcept>

namespace glasshell::test {

namespace {

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::optional<std::string> http_answer::field(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 2, rest.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !same_name(line.substr(0, colon), name)) continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    return value == std::string_view::npos ? std::string() : std::string(line.substr(value));
  }
  return std::nullopt;
}

http_answer read_answer(const socket_handle& from, std::string& rest, bool head_only, std::chrono::milliseconds limit) {
  const auto more = [&] {
    const std::string piece = receive_some(from, limit);
    if (piece.empty()) throw std::runtime_error("closed before the answer was whole: " + rest);
    rest += piece;
  };
  while (rest.find("\r\n\r\n") == std::string::npos) more();
  http_answer answer;
  const auto end = rest.find("\r\n\r\n");
  answer.head = rest.substr(0, end + 2);
  rest.erase(0, end + 4);
  answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(answer.head.find(' ') + 1)));
  const std::size_t size = head_only ? 0 : std::stoul(answer.field("Content-Length").value_or("0"));
  while (rest.size() < size) more();
  answer.body = rest.substr(0, size);
  rest.erase(0, size);
  return answer;
}

http_answer exchange(std::uint16_t port, std::string_view request) {
  const socket_handle socket = connect_loopback(port);
  send_all(socket, request);
  std::string rest;
  return read_answer(socket, rest, request.starts_with("HEAD "));
}

http_answer get(std::uint16_t port, std::string_view target, std::string_view fields) {
  std::string request = "GET ";
  request.append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(std::to_string(port)).append("\r\n");
  return exchange(port, request.append(fields).append("\r\n"));
}

bool wait_for_close(const socket_handle& from, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  std::array<char, 16 * 1024> scratch{};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd waiting{from.get(), POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) return false;
    if (recv(from.get(), scratch.data(), scratch.size(), MSG_DONTWAIT) <= 0) return true;
  }
}

}  // namespace glasshell::test
