#include "relay/websocket_self_test.hpp"

#include "relay/client_stream.hpp"
#include "relay/deadline.hpp"
#include "relay/own_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>

namespace glasshell::relay {

namespace {

// The example of RFC 6455 §1.3, whose answer is known.
constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

constexpr std::size_t longest_answer = std::size_t{8} * 1024;
constexpr unsigned char final_text_frame = 0x81;

std::string make_request(const origin_policy& names) {
  std::string text = "GET /ws/ssh/self-test HTTP/1.1\r\nHost: ";
  text.append(names.hosts().front()).append("\r\nOrigin: ").append(names.origins().front());
  text.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
  return text.append(key).append("\r\n\r\n");
}

/// @return what is wrong with the answer; empty if it is an accepted upgrade, followed by a text message
std::string_view judge(std::string_view answer) {
  if (!answer.starts_with("HTTP/1.1 101 ")) return "the upgrade was refused";
  const auto end = answer.find("\r\n\r\n");
  if (end == std::string_view::npos) return "the answer to the upgrade has no end";
  if (answer.substr(0, end).find(accept) == std::string_view::npos) return "the answer does not match the key";
  const std::string_view frame = answer.substr(end + 4);
  if (frame.empty() || static_cast<unsigned char>(frame.front()) != final_text_frame) return "no message followed";
  return {};
}

awaitable<std::string> exchange(const service& common, worker& home) {
  client_stream stream{client_stream::socket_type(home.get_executor())};
  // Cancels what the stream does, whichever socket it is on by then.
  deadline limit(stream);
  limit.arm(longest_self_test);
  const own_door door = browsers_door(common.settings, common.addresses.front());
  const std::string not_connected = co_await connect_to_own(stream, door);
  if (!not_connected.empty()) co_return "connecting to its own port failed: " + not_connected;
  const std::string request = make_request(common.content.origins);
  const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(request), as_values);
  if (not_sent) co_return "sending the upgrade failed";

  std::string answer;
  std::array<char, 1024> piece{};
  while (answer.size() < longest_answer && !judge(answer).empty()) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(piece), as_values);
    if (error) break;
    answer.append(piece.data(), size);
  }
  co_return std::string(judge(answer));
}

}  // namespace

awaitable<reply> test_own_websocket(const service& common, worker& home) {
  const auto start = std::chrono::steady_clock::now();
  const std::string problem = co_await exchange(common, home);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  nlohmann::json report;
  report["message"] = problem.empty() ? "WebSocket support available" : "The relay's own WebSocket does not work";
  report["status"] = problem.empty() ? "ok" : "failed";
  report["self_test"] = {{"upgrade", problem.empty() ? "ok" : problem}, {"microseconds", took.count()}};
  reply made;
  made.status = problem.empty() ? 200 : 503;
  made.content_type = "application/json";
  made.text = report.dump();
  made.fields.emplace_back("Cache-Control", "no-store");
  co_return made;
}

}  // namespace glasshell::relay
