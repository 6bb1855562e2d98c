// The browser's side of a link: a WebSocket (RFC 6455) over Beast, which no other file sees. One ordered writer with one message
// on its way; reading never stops.
#pragma once

#include "base/bytes.hpp"
#include "link/endpoint.hpp"
#include "relay/asio.hpp"
#include "relay/client_stream.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace glasshell::relay {

struct upgrade_request;

enum class message_kind : std::uint8_t { binary, text };

/// Who is told. Kept alive by whatever it waits for.
class socket_listener {
 public:
  /// @param octets  borrowed until the call returns
  virtual void message_arrived(message_kind kind, bytes_view octets) = 0;
  virtual void message_written(const boost::system::error_code& error) = 0;

 protected:
  ~socket_listener() = default;
};

/// How a socket came to its end.
struct socket_end {
  enum class how : std::uint8_t {
    lost,               ///< without a word
    silent,             ///< or it seems so: nothing was heard for long
    closed,             ///< by a close frame of the peer's
    oversized_message,  ///< the peer began one that is longer than a frame may be
    violation,          ///< of RFC 6455
  };
  how ended = how::lost;
  std::uint16_t close_code = 0;  ///< the peer's, if it closed; 1005 if it gave none
  std::string detail;            ///< the system's words, for the log

  /// For the log.
  [[nodiscard]] std::string_view word() const noexcept;
};

/// @par Thread safety  One worker's thread.
class web_socket {
 public:
  using error_code = boost::system::error_code;

  explicit web_socket(client_stream stream);
  ~web_socket();
  web_socket(const web_socket&) = delete;
  web_socket& operator=(const web_socket&) = delete;

  /// Answers the upgrade. @par Lifetime  This and `request` outlive the await.
  awaitable<error_code> accept(const upgrade_request& request);

  /// Reads to the end. A message longer than a frame may be (or a test's message) is refused unread, with close code 1009.
  /// @par Lifetime  This and `owner` outlive the await.
  awaitable<socket_end> read_all(socket_listener& owner);

  [[nodiscard]] bool writing() const noexcept;
  /// Sends one message; only while nothing else is on its way. `owner` hears when it is written.
  void write(link::send_message message, const std::shared_ptr<socket_listener>& owner);
  void write_text(const std::string& text, const std::shared_ptr<socket_listener>& owner);

  /// Starts the closing handshake, at whose end reading ends. After the last write.
  void close(std::uint16_t code, const std::shared_ptr<socket_listener>& owner);

  /// After the end of reading: lets the peer read our last message, and hang up. @par Lifetime  This outlives the await.
  awaitable<void> discard(std::chrono::milliseconds limit);

  /// Closes the TCP connection: what was written still leaves, or (`cut`) is forgotten.
  void hang_up();
  void cut();

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

}  // namespace glasshell::relay
