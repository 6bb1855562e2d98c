// The other end of a test of WebSockets (docs/wire-protocol.md, "The test endpoint"): says back what it is told, within
// bounds of size, number and time, and leads nowhere.
#pragma once

#include "base/bytes.hpp"
#include "relay/asio.hpp"
#include "relay/service.hpp"
#include "relay/web_socket.hpp"
#include "relay/worker.hpp"

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace glasshell::relay {

/// A test takes seconds; only one of idle time-outs takes as long as the longest of them that is usual.
inline constexpr std::chrono::minutes longest_test{15};
inline constexpr std::size_t most_test_messages = 256;
inline constexpr std::size_t most_test_bytes = std::size_t{16} * 1024 * 1024;

/// Driven by callbacks. What is waited for keeps it alive. @par Thread safety  Its worker's thread only.
class test_socket final : public tenant, public socket_listener, public std::enable_shared_from_this<test_socket> {
 public:
  test_socket(const service& common, worker& home, client_stream stream, const boost::asio::ip::address& from);

  /// Answers the upgrade and echoes to the end.
  awaitable<void> run(std::unique_ptr<upgrade_request> request);

  void drain() override;
  void abort() override { socket_.cut(); }

  void message_arrived(message_kind kind, bytes_view octets) override;
  void message_written(const boost::system::error_code& error) override;

 private:
  void close(std::uint16_t code, std::string_view why);
  void send_waiting();
  void arm_timer(std::chrono::milliseconds limit);

  const service& common_;
  admission::decision place_;
  web_socket socket_;
  steady_timer timer_;
  std::optional<bytes> waiting_;  ///< a second message, while the first is on its way back
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
  bool open_ = false;
  std::uint16_t close_code_ = 0;  ///< not 0: nothing is echoed any more
  bool close_started_ = false;
  std::string_view end_reason_;
  const time_point started_at_;
};

}  // namespace glasshell::relay
