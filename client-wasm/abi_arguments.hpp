// How the functions of the C ABI check their arguments. Whatever JavaScript passes is refused by name or safe to use.
#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "session_table.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::browser {

/// The most that one call takes or gets: any key, any paste.
inline constexpr std::uint32_t call_limit_bytes = 16 * 1024 * 1024;
/// Names and values of the configuration: far above what is sensible, far below what would hurt.
inline constexpr std::uint32_t text_limit_bytes = 4 * 1024;

/// @return whether all these octets are there. Natively nobody can tell, and only a null is seen.
bool is_memory(const void* from, std::size_t size_bytes) noexcept;

/// @return whether a result can be written there
template <class Result>
bool is_place(const Result* result) noexcept {
  return is_memory(result, sizeof(Result));
}

/// @return nothing if there is no memory behind the size, or the size is above the limit
std::optional<bytes_view> octets(const std::uint8_t* from, std::uint32_t size_bytes, std::uint32_t limit_bytes);

/// @return nothing also if it is not UTF-8
std::optional<std::string_view> text(const char* from, std::uint32_t size_bytes, std::uint32_t limit_bytes);

/// @return nothing if the session is null or the time is none
std::optional<time_point> time_for(open_session* session, double now_ms);

/// What all calls have in common that are for a started session.
template <class Call>
std::int32_t when_started(gsh_session session, double now_ms, Call call) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  if (!live->inner.started()) return GSH_INVALID_STATE;
  call(live->inner, *now);
  return GSH_OK;
}

}  // namespace glasshell::browser
