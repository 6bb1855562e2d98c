// What a session needs of the socket that carries it.
#pragma once

#include "link/endpoint.hpp"

#include <cstdint>
#include <string_view>

namespace glasshell::relay {

/// @par Thread safety  One worker's thread, the session's.
/// @par Lifetime  Tells its session before it ends, unless it was dismissed.
class session_carrier {
 public:
  /// Whether a message may be given to it: one is on its way at a time.
  [[nodiscard]] virtual bool free() const = 0;
  virtual void carry(link::send_message&& message) = 0;

  /// Notes why the socket will be closed, for the log; the first reason counts.
  virtual void note_end(std::string_view why, std::string_view detail) = 0;
  /// It carries this session no longer: closes the socket in order, behind the message on its way.
  virtual void dismiss(std::uint16_t close_code, std::string_view why, std::string_view detail) = 0;
  /// The same, but cuts the socket off.
  virtual void cut_off(std::string_view why) = 0;

 protected:
  ~session_carrier() = default;
};

}  // namespace glasshell::relay
