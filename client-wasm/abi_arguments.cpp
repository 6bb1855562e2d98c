#include "abi_arguments.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <cmath>

namespace glasshell::browser {

namespace {

// 285 years; what is beyond would not fit into a time.
constexpr double now_limit_ms = 9e12;

}  // namespace

bool is_memory(const void* from, std::size_t size_bytes) noexcept {
  if (from == nullptr) return false;
#ifdef __wasm__
  constexpr std::uint64_t page_bytes = 64 * 1024;
  return reinterpret_cast<std::uintptr_t>(from) + std::uint64_t{size_bytes} <=
         __builtin_wasm_memory_size(0) * page_bytes;
#else
  static_cast<void>(size_bytes);
  return true;
#endif
}

std::optional<bytes_view> octets(const std::uint8_t* from, std::uint32_t size_bytes, std::uint32_t limit_bytes) {
  if (size_bytes > limit_bytes) return std::nullopt;
  if (size_bytes == 0) return bytes_view();
  if (!is_memory(from, size_bytes)) return std::nullopt;
  return bytes_view(from, size_bytes);
}

std::optional<std::string_view> text(const char* from, std::uint32_t size_bytes, std::uint32_t limit_bytes) {
  if (size_bytes > limit_bytes) return std::nullopt;
  if (size_bytes == 0) return std::string_view();
  if (!is_memory(from, size_bytes)) return std::nullopt;
  const std::string_view seen(from, size_bytes);
  if (!is_utf8(seen)) return std::nullopt;
  return seen;
}

std::optional<time_point> time_for(open_session* session, double now_ms) {
  if (session == nullptr || !std::isfinite(now_ms) || std::fabs(now_ms) > now_limit_ms) return std::nullopt;
  constexpr double microseconds_each = 1000;
  const auto now = time_point(duration(static_cast<duration::rep>(now_ms * microseconds_each)));
  session->latest = std::max(session->latest, now);
  return session->latest;
}

}  // namespace glasshell::browser
