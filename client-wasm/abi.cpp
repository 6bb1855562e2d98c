// The C ABI but for sockets and the answers to prompts: arguments are checked, and nothing else is done. What it means is in glasshell.h.
#include "abi_arguments.hpp"

#include "browser_random.hpp"
#include "session_table.hpp"
#include "taken_memory.hpp"
#include "words.hpp"

#include <libssh2.h>
#include <openssl/opensslv.h>

#include <algorithm>
#include <string>

using namespace glasshell::browser;
using glasshell::bytes;
using glasshell::bytes_view;
using glasshell::time_point;
using glasshell::link::max_frame_bytes;

namespace {

constexpr std::uint32_t key_blob_limit_bytes = 64 * 1024;
constexpr std::size_t entries_limit = 64;
// A terminal that is larger is a mistake; programs allocate for each cell.
constexpr std::uint32_t cells_limit = 10'000;
constexpr std::uint32_t pixels_limit = 1'000'000;

}  // namespace

extern "C" {

std::uint8_t* gsh_memory_take(std::uint32_t size) {
  return size > call_limit_bytes ? nullptr : taken_memory().take(size);
}

std::int32_t gsh_memory_free(std::uint8_t* memory, std::uint32_t size) {
  return taken_memory().free(memory, size) ? GSH_OK : GSH_INVALID_ARGUMENT;
}

std::uint32_t gsh_message_limit(void) { return max_frame_bytes; }

const char* gsh_version(void) {
  return "glasshell " GLASSHELL_VERSION " (libssh2 " LIBSSH2_VERSION ", OpenSSL " OPENSSL_VERSION_STR ")";
}

const char* gsh_failure_words(void) {
  static const std::string words = all_words_as_json();
  return words.c_str();
}

// ---- life -------------------------------------------------------------------------------------------------------------

std::int32_t gsh_session_create(gsh_session* out) {
  if (!is_place(out)) return GSH_INVALID_ARGUMENT;
  *out = 0;
  if (!use_browser_random()) return GSH_INTERNAL_ERROR;
  *out = sessions().add();
  return *out == 0 ? GSH_OUT_OF_MEMORY : GSH_OK;
}

std::int32_t gsh_session_destroy(gsh_session session) {
  return sessions().remove(session) ? GSH_OK : GSH_INVALID_ARGUMENT;
}

// ---- before start -----------------------------------------------------------------------------------------------------

std::int32_t gsh_session_set_text(gsh_session session, std::int32_t what, const char* from, std::uint32_t size) {
  open_session* const live = sessions().find(session);
  const auto value = text(from, size, text_limit_bytes);
  if (live == nullptr || !value) return GSH_INVALID_ARGUMENT;
  if (live->inner.started()) return GSH_INVALID_STATE;
  if (what == GSH_TEXT_USER) {
    live->inner.configuration().user = *value;
  } else if (what == GSH_TEXT_TERMINAL) {
    live->inner.configuration().terminal = *value;
  } else {
    return GSH_INVALID_ARGUMENT;
  }
  return GSH_OK;
}

std::int32_t gsh_session_add_environment(gsh_session session, const char* name, std::uint32_t name_size,
                                         const char* value, std::uint32_t value_size) {
  open_session* const live = sessions().find(session);
  const auto key = text(name, name_size, text_limit_bytes);
  const auto content = text(value, value_size, text_limit_bytes);
  if (live == nullptr || !key || key->empty() || !content) return GSH_INVALID_ARGUMENT;
  if (live->inner.started()) return GSH_INVALID_STATE;
  auto& environment = live->inner.configuration().environment;
  if (environment.size() == entries_limit) return GSH_INVALID_ARGUMENT;
  environment.emplace_back(*key, *content);
  return GSH_OK;
}

std::int32_t gsh_session_add_known_host(gsh_session session, const char* type, std::uint32_t type_size,
                                        const std::uint8_t* blob, std::uint32_t blob_size) {
  open_session* const live = sessions().find(session);
  const auto name = text(type, type_size, text_limit_bytes);
  const auto key = octets(blob, blob_size, key_blob_limit_bytes);
  if (live == nullptr || !name || name->empty() || !key || key->empty()) return GSH_INVALID_ARGUMENT;
  if (live->inner.started()) return GSH_INVALID_STATE;
  auto& known_hosts = live->inner.configuration().known_hosts;
  if (known_hosts.size() == entries_limit) return GSH_INVALID_ARGUMENT;
  known_hosts.push_back({.type = std::string(*name), .blob = bytes(key->begin(), key->end())});
  return GSH_OK;
}

std::int32_t gsh_session_start(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  if (live->inner.started()) return GSH_INVALID_STATE;
  live->inner.start(*now);
  return GSH_OK;
}

// ---- actions ----------------------------------------------------------------------------------------------------------

std::int32_t gsh_session_next_action(gsh_session session, const char** json, std::uint32_t* size) {
  open_session* const live = sessions().find(session);
  if (live == nullptr || !is_place(json) || !is_place(size)) return GSH_INVALID_ARGUMENT;
  live->action = live->inner.next_action().value_or(std::string());
  *json = live->action.data();
  *size = static_cast<std::uint32_t>(live->action.size());
  return GSH_OK;
}

// ---- the terminal -----------------------------------------------------------------------------------------------------

std::int32_t gsh_session_input(gsh_session session, const std::uint8_t* typed, std::uint32_t size, std::uint32_t* taken,
                               double now_ms) {
  const auto given = octets(typed, size, call_limit_bytes);
  if (!given || !is_place(taken)) return GSH_INVALID_ARGUMENT;
  *taken = 0;
  return when_started(session, now_ms, [&](wired_session& inner, time_point now) {
    *taken = static_cast<std::uint32_t>(inner.input(*given, now));
  });
}

std::uint32_t gsh_session_input_waiting(gsh_session session) {
  open_session* const live = sessions().find(session);
  return live == nullptr ? 0 : static_cast<std::uint32_t>(live->inner.waiting_input_bytes());
}

std::int32_t gsh_session_resize(gsh_session session, std::uint32_t columns, std::uint32_t rows,
                                std::uint32_t width_pixels, std::uint32_t height_pixels, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  const bool possible = columns > 0 && columns <= cells_limit && rows > 0 && rows <= cells_limit &&
                        width_pixels <= pixels_limit && height_pixels <= pixels_limit;
  if (!now || !possible) return GSH_INVALID_ARGUMENT;
  live->inner.resize({.columns = columns, .rows = rows, .width_pixels = width_pixels, .height_pixels = height_pixels},
                     *now);
  return GSH_OK;
}

std::int32_t gsh_session_output(gsh_session session, const std::uint8_t** output, std::uint32_t* size) {
  open_session* const live = sessions().find(session);
  if (live == nullptr || !is_place(output) || !is_place(size)) return GSH_INVALID_ARGUMENT;
  const bytes_view waiting = live->inner.terminal_output();
  *output = waiting.data();
  *size = static_cast<std::uint32_t>(waiting.size());
  return GSH_OK;
}

std::int32_t gsh_session_output_taken(gsh_session session, std::uint32_t size) {
  open_session* const live = sessions().find(session);
  if (live == nullptr || size > live->inner.terminal_output().size()) return GSH_INVALID_ARGUMENT;
  live->inner.terminal_output_taken(size);
  return GSH_OK;
}

std::int32_t gsh_session_commit(gsh_session session, std::uint32_t size, double now_ms) {
  return when_started(session, now_ms, [&](wired_session& inner, time_point now) { inner.commit(size, now); });
}

std::int32_t gsh_session_screen_lost(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.screen_lost(now); });
}

std::int32_t gsh_session_disconnect(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  live->inner.disconnect(*now);
  return GSH_OK;
}

// ---- time -------------------------------------------------------------------------------------------------------------

double gsh_session_wait_ms(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  const auto deadline = now ? live->inner.next_deadline() : std::nullopt;
  if (!deadline) return -1;
  return static_cast<double>(
      std::max<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(*deadline - *now).count(), 0));
}

std::int32_t gsh_session_tick(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.tick(now); });
}

std::int32_t gsh_session_probe(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.probe(now); });
}

}  // extern "C"
