// The C ABI's answers to prompts; what each means is in glasshell.h. Secrets are copied into memory that wipes itself, and wiped
// there when the engine has used them.
#include "abi_arguments.hpp"

#include "base/secret.hpp"
#include "session_table.hpp"
#include "ssh/action.hpp"

#include <utility>

using namespace glasshell::browser;
using glasshell::bytes_view;
using glasshell::secret_bytes;
namespace ssh = glasshell::ssh;

namespace {

std::int32_t answer(gsh_session session, std::uint32_t prompt, ssh::reply with, double now_ms) {
  open_session* const live = sessions().find(session);
  const auto now = time_for(live, now_ms);
  if (!now) return GSH_INVALID_ARGUMENT;
  return live->inner.answer(prompt, std::move(with), *now) ? GSH_OK : GSH_STALE_PROMPT;
}

}  // namespace

extern "C" {

std::int32_t gsh_reply_host_key(gsh_session session, std::uint32_t prompt, std::int32_t decision, double now_ms) {
  switch (decision) {
    case GSH_HOST_KEY_REFUSE:
      return answer(session, prompt, ssh::host_key_decision::refuse, now_ms);
    case GSH_HOST_KEY_ACCEPT:
      return answer(session, prompt, ssh::host_key_decision::accept, now_ms);
    case GSH_HOST_KEY_REPLACE:
      return answer(session, prompt, ssh::host_key_decision::replace, now_ms);
    default:
      return GSH_INVALID_ARGUMENT;
  }
}

std::int32_t gsh_reply_user(gsh_session session, std::uint32_t prompt, const char* user, std::uint32_t size,
                            double now_ms) {
  const auto name = text(user, size, text_limit_bytes);
  if (!name) return GSH_INVALID_ARGUMENT;
  return answer(session, prompt, ssh::user_reply{.user = std::string(*name)}, now_ms);
}

std::int32_t gsh_reply_password(gsh_session session, std::uint32_t prompt, const std::uint8_t* password,
                                std::uint32_t size, double now_ms) {
  const auto secret = octets(password, size, call_limit_bytes);
  if (!secret) return GSH_INVALID_ARGUMENT;
  return answer(session, prompt, ssh::password_reply{.password = secret_bytes(*secret)}, now_ms);
}

std::int32_t gsh_reply_public_key(gsh_session session, std::uint32_t prompt, const std::uint8_t* private_key,
                                  std::uint32_t key_size, const char* certificate, std::uint32_t certificate_size,
                                  double now_ms) {
  const auto key = octets(private_key, key_size, call_limit_bytes);
  const auto line = text(certificate, certificate_size, call_limit_bytes);
  if (!key || !line) return GSH_INVALID_ARGUMENT;
  return answer(session, prompt,
                ssh::public_key_reply{.private_key = secret_bytes(*key), .certificate = std::string(*line)}, now_ms);
}

std::int32_t gsh_reply_keyboard_interactive(gsh_session session, std::uint32_t prompt, double now_ms) {
  return answer(session, prompt, ssh::keyboard_interactive_reply{}, now_ms);
}

std::int32_t gsh_reply_passphrase(gsh_session session, std::uint32_t prompt, const std::uint8_t* passphrase,
                                  std::uint32_t size, double now_ms) {
  const auto secret = octets(passphrase, size, call_limit_bytes);
  if (!secret) return GSH_INVALID_ARGUMENT;
  return answer(session, prompt, ssh::passphrase_reply{.passphrase = secret_bytes(*secret)}, now_ms);
}

std::int32_t gsh_reply_interactive(gsh_session session, std::uint32_t prompt, const std::uint8_t* answers,
                                   std::uint32_t size, double now_ms) {
  auto rest = octets(answers, size, call_limit_bytes);
  if (!rest) return GSH_INVALID_ARGUMENT;
  constexpr std::size_t size_field_bytes = 4;
  ssh::interactive_reply reply;
  while (!rest->empty()) {
    if (rest->size() < size_field_bytes) return GSH_INVALID_ARGUMENT;
    std::uint32_t length = 0;
    for (std::size_t i = size_field_bytes; i > 0; --i) length = length << 8 | (*rest)[i - 1];
    *rest = rest->subspan(size_field_bytes);
    if (length > rest->size()) return GSH_INVALID_ARGUMENT;
    reply.answers.emplace_back(rest->first(length));
    *rest = rest->subspan(length);
  }
  return answer(session, prompt, std::move(reply), now_ms);
}

std::int32_t gsh_reply_new_password(gsh_session session, std::uint32_t prompt, const std::uint8_t* old_password,
                                    std::uint32_t old_size, const std::uint8_t* new_password, std::uint32_t new_size,
                                    double now_ms) {
  const auto old_secret = octets(old_password, old_size, call_limit_bytes);
  const auto new_secret = octets(new_password, new_size, call_limit_bytes);
  if (!old_secret || !new_secret) return GSH_INVALID_ARGUMENT;
  return answer(
      session, prompt,
      ssh::new_password_reply{.old_password = secret_bytes(*old_secret), .new_password = secret_bytes(*new_secret)},
      now_ms);
}

std::int32_t gsh_reply_cancel(gsh_session session, std::uint32_t prompt, double now_ms) {
  return answer(session, prompt, ssh::cancel_reply{}, now_ms);
}

}  // extern "C"
