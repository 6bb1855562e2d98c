// What a session needs of the socket that carries it.
#pragma once

#include "link/endpoint.hpp"

#include <cstdint>
#include <string_view>

namespace glasshell::relay {

/// @par Thread safety  One worker's thread, the session's.
/// @par Lifetime  Tells the session before it ends.
class session_carrier {
 public:
  /// Whether a message may be given to it: one is on its way at a time.
  [[nodiscard]] virtual bool free() const = 0;
  virtual void carry(link::send_message&& message) = 0;

  /// Notes why this will be over, for the log; the first reason counts.
  virtual void note_end(std::string_view why, std::string_view detail) = 0;
  /// Closes the socket in order, behind the message on its way.
  virtual void close(std::uint16_t code, std::string_view why) = 0;
  /// Cuts the socket off.
  virtual void cut(std::string_view why) = 0;

 protected:
  ~session_carrier() = default;
};

}  // namespace glasshell::relay
