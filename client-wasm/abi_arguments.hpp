// What the functions of the C ABI have in common: the handle, and how arguments are checked.
#pragma once

#include "glasshell.h"

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "ssh/memory_wipe.hpp"
#include "wired_session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct gsh_session {
  glasshell::browser::wired_session inner;
  // What was handed out last.
  glasshell::ssh::secret_buffer message;
  std::string action;
  // Time never goes back, whatever the driver's clock does.
  glasshell::time_point latest{};
};

namespace glasshell::browser {

/// The most that one call takes or gets: any key, any paste.
inline constexpr std::uint32_t call_limit_bytes = 16 * 1024 * 1024;
/// Names and values of the configuration: far above what is sensible, far below what would hurt.
inline constexpr std::uint32_t text_limit_bytes = 4 * 1024;

/// @return nothing if there is no memory behind the size, or the size is above the limit
std::optional<bytes_view> octets(const std::uint8_t* from, std::uint32_t size_bytes, std::uint32_t limit_bytes);

/// @return nothing also if it is not UTF-8
std::optional<std::string_view> text(const char* from, std::uint32_t size_bytes, std::uint32_t limit_bytes);

/// @return nothing if the handle is null or the time is none
std::optional<time_point> time_for(gsh_session* session, double now_ms);

}  // namespace glasshell::browser
