#include "ssh/password_method.hpp"

#include "base/wire.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace glasshell::ssh {

method_step password_method::begin(secret_bytes password) {
  const secret_bytes taken = std::move(password);
  return send(taken, nullptr);
}

/// SSH_MSG_USERAUTH_PASSWD_CHANGEREQ
method_step password_method::take(bytes_view payload) {
  wire_reader reader(payload);
  std::string text = shown_text(reader.string32());
  if (reader.failed()) return cause::protocol_error;
  const prompt_id id = context().said.new_prompt();
  context().said.push(new_password_prompt{.id = id, .text = std::move(text)});
  return id;
}

std::optional<method_step> password_method::answer(reply& with) {
  auto* given = std::get_if<new_password_reply>(&with);
  if (given == nullptr) return std::nullopt;
  const new_password_reply taken = std::move(*given);
  return send(taken.old_password, &taken.new_password);
}

method_step password_method::send(const secret_bytes& password, const secret_bytes* new_password) {
  const std::size_t new_size_bytes = new_password == nullptr ? 0 : new_password->size();
  if (std::max(password.size(), new_size_bytes) > secret_limit_bytes) return setback::denied;
  secret_buffer packet = authentication_request(context().user, method_name);
  wire_writer to(packet);
  to.u8(new_password == nullptr ? 0 : 1).string32(password.view());
  if (new_password != nullptr) to.string32(new_password->view());
  context().out.send(packet);
  return servers_turn{};
}

}  // namespace glasshell::ssh
