// What somebody types into and reads from, whatever carries it: a TCP connection, a link through the relay, a shell behind one.
#pragma once

#include "base/bytes.hpp"
#include "relay/asio.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace glasshell::load {

namespace asio = boost::asio;
using asio::ip::tcp;
using relay::as_values;
using relay::awaitable;
using relay::steady_timer;
using relay::tcp_socket;

/// @par Lifetime  Held by `std::shared_ptr`; what it waits for keeps it alive.
/// @par Thread safety  One thread, that of its `io_context`.
class line {
 public:
  line() = default;
  line(const line&) = delete;
  line& operator=(const line&) = delete;
  virtual ~line() = default;

  /// Until octets may be typed. @return false if that does not come about; `why()` says why
  virtual awaitable<bool> open() = 0;
  /// @return how many octets were taken: fewer than given when there is no room
  virtual std::size_t type(bytes_view octets) = 0;
  /// Ends in order, which `why()` tells. Nothing is heard of it afterwards.
  virtual void close() = 0;

  [[nodiscard]] virtual bool is_open() const noexcept = 0;
  /// Why it is not open any more and never will be; empty until then.
  [[nodiscard]] const std::string& why() const noexcept { return why_; }

  /// What came is handed on at once, and by that consumed.
  void on_octets(std::function<void(bytes_view)> listener) { listener_ = std::move(listener); }

 protected:
  void heard(bytes_view octets) {
    if (listener_) listener_(octets);
  }
  void ended(std::string why) {
    if (why_.empty()) why_ = std::move(why);
  }

 private:
  std::function<void(bytes_view)> listener_;
  std::string why_;
};

}  // namespace glasshell::load
