#include "ssh/keyboard_interactive_method.hpp"

#include "base/wire.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace glasshell::ssh {

namespace {

// What a server may make us ask.
constexpr std::size_t questions_limit = 64;
constexpr std::size_t rounds_limit = 256;

}  // namespace

method_step keyboard_interactive_method::begin() {
  secret_buffer packet = authentication_request(context().user, method_name);
  wire_writer(packet).string32("").string32("");  // language and submethods: the server's choice
  context().out.send(packet);
  return servers_turn{};
}

/// SSH_MSG_USERAUTH_INFO_REQUEST
method_step keyboard_interactive_method::take(bytes_view payload) {
  wire_reader reader(payload);
  interactive_prompt prompt;
  prompt.name = shown_text(reader.string32());
  prompt.instruction = shown_text(reader.string32());
  reader.string32();  // the language, which RFC 4256 §3.2 has deprecated
  const std::uint32_t count = reader.u32();
  if (reader.failed() || count > questions_limit || ++rounds_ > rounds_limit) return cause::protocol_error;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string text = shown_text(reader.string32());
    prompt.questions.push_back({.text = std::move(text), .echo = reader.u8() != 0});
  }
  if (reader.failed()) return cause::protocol_error;
  if (count == 0) {
    // Nothing to ask, so nobody needs to be interrupted; what it says is shown (RFC 4256 §3.2).
    const std::string gap = prompt.name.empty() || prompt.instruction.empty() ? "" : "\n";
    const std::string text = prompt.name + gap + prompt.instruction;
    if (!text.empty()) context().said.push(banner{.text = text});
    return send({});
  }
  questions_ = count;
  const prompt_id id = prompt.id = context().said.new_prompt();
  context().said.push(std::move(prompt));
  return id;
}

std::optional<method_step> keyboard_interactive_method::answer(reply& with) {
  auto* given = std::get_if<interactive_reply>(&with);
  if (given == nullptr || given->answers.size() != questions_) return std::nullopt;
  const std::vector<secret_bytes> answers = std::move(given->answers);
  return send(answers);
}

method_step keyboard_interactive_method::send(const std::vector<secret_bytes>& answers) {
  secret_buffer packet;
  wire_writer to(packet);
  to.u8(message::userauth_info_response).u32(static_cast<std::uint32_t>(answers.size()));
  for (const secret_bytes& one : answers) to.string32(one.view());
  if (packet.size() > secret_limit_bytes) return setback::denied;
  context().out.send(packet);
  return servers_turn{};
}

}  // namespace glasshell::ssh
