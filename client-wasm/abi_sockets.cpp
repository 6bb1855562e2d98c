// The C ABI of the WebSockets of a session: arguments are checked, and nothing else is done. What it means is in glasshell.h.
#include "abi_arguments.hpp"

#include "base/secret.hpp"
#include "session_table.hpp"

#include <algorithm>

using namespace glasshell::browser;
using glasshell::bytes_view;
using glasshell::secret_bytes;
using glasshell::time_point;
using glasshell::link::max_frame_bytes;
using glasshell::link::max_proof_bytes;

extern "C" {

std::int32_t gsh_session_set_proof(gsh_session session, const std::uint8_t* proof, std::uint32_t size) {
  open_session* const live = sessions().find(session);
  const auto value = octets(proof, size, max_proof_bytes);
  if (live == nullptr || !value) return GSH_INVALID_ARGUMENT;
  live->inner.set_proof(secret_bytes(*value));
  return GSH_OK;
}

std::int32_t gsh_session_message(gsh_session session, const std::uint8_t* message, std::uint32_t size, double now_ms) {
  // One octet more than allowed is all it takes to be refused.
  const auto frame = octets(message, std::min<std::uint32_t>(size, max_frame_bytes + 1), max_frame_bytes + 1);
  if (!frame) return GSH_INVALID_ARGUMENT;
  return when_started(session, now_ms, [&](wired_session& inner, time_point now) { inner.message(*frame, now); });
}

std::int32_t gsh_session_text_message(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.text_message(now); });
}

std::int32_t gsh_session_socket_closed(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.socket_closed(now); });
}

std::int32_t gsh_session_next_message(gsh_session session, const std::uint8_t** message, std::uint32_t* size) {
  open_session* const live = sessions().find(session);
  if (live == nullptr || !is_place(message) || !is_place(size)) return GSH_INVALID_ARGUMENT;
  glasshell::ssh::wipe_fast(live->message.data(), live->message.size());  // a hello carries the proof
  live->message.clear();
  if (auto next = live->inner.next_message()) {
    live->message.insert(live->message.end(), next->head.begin(), next->head.end());
    live->message.insert(live->message.end(), next->payload.octets.begin(), next->payload.octets.end());
    glasshell::wipe(next->head);
  }
  *message = live->message.data();
  *size = static_cast<std::uint32_t>(live->message.size());
  return GSH_OK;
}

std::int32_t gsh_session_wants_close(gsh_session session) {
  open_session* const live = sessions().find(session);
  if (live == nullptr) return GSH_INVALID_ARGUMENT;
  return live->inner.wants_close() ? 1 : 0;
}

std::int32_t gsh_session_wants_socket(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  return live->inner.wants_socket(*now) ? 1 : 0;
}

std::int32_t gsh_session_socket_opened(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.socket_opened(now); });
}

std::int32_t gsh_session_socket_failed(gsh_session session, double now_ms) {
  return when_started(session, now_ms, [](wired_session& inner, time_point now) { inner.socket_failed(now); });
}

std::int32_t gsh_session_set_visible(gsh_session session, std::int32_t visible, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now || (visible != 0 && visible != 1)) return GSH_INVALID_ARGUMENT;
  live->inner.set_visible(visible == 1, *now);
  return GSH_OK;
}

std::int32_t gsh_session_nudge(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  live->inner.nudge(*now);
  return GSH_OK;
}

double gsh_session_last_heard_ms(gsh_session session, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  const auto heard = now ? live->inner.last_heard() : std::nullopt;
  if (!heard) return -1;
  return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(*now - *heard).count());
}

}  // extern "C"
