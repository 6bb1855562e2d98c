#include "ssh/public_key_method.hpp"

#include "base/secret.hpp"
#include "base/wire.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::ssh {

method_step public_key_method::begin(public_key_reply given) {
  auto made = public_key_attempt::from(std::move(given));
  if (const auto* why = std::get_if<setback>(&made)) return *why;
  key_ = std::move(std::get<public_key_attempt>(made));
  return go_on();
}

/// The order is: show the key, have it wanted, unlock it, sign. A step that is done or cannot be done yet is passed over.
method_step public_key_method::go_on() {
  const bool must_open = !key_->is_open() && (key_->is_wanted() || !key_->can_be_shown());
  if (must_open) return ask_passphrase(setback::none);
  const auto algorithm = key_->algorithm(context().session.signature_algorithms());
  if (!algorithm) return setback::key_not_accepted;
  if (!key_->is_wanted()) {
    context().out.send(key_->request(context().user, *algorithm, public_key_attempt::purpose::query));
    return servers_turn{};
  }
  bytes packet = key_->request(context().user, *algorithm, public_key_attempt::purpose::signed_request);
  const bytes signature = key_->signature(*algorithm, context().session.session_id, packet);
  if (signature.empty()) return setback::damaged_key;
  wire_writer(packet).string32(signature);
  context().out.send(packet);
  return servers_turn{};
}

/// SSH_MSG_USERAUTH_PK_OK
method_step public_key_method::take(bytes_view payload) {
  if (key_->is_wanted()) return cause::protocol_error;  // it was said before, and answered with a signature
  wire_reader reader(payload);
  reader.string32();  // the algorithm, which some servers name differently
  const bytes_view blob = reader.string32();
  const bytes_view shown_blob = key_->shown_blob();
  if (!std::equal(blob.begin(), blob.end(), shown_blob.begin(), shown_blob.end())) return cause::protocol_error;
  key_->set_wanted();
  return go_on();
}

setback public_key_method::refusal() const noexcept {
  return key_->is_wanted() ? setback::denied : setback::key_not_accepted;
}

method_step public_key_method::ask_passphrase(setback why) {
  const prompt_id id = context().said.new_prompt();
  context().said.push(passphrase_prompt{.id = id, .key_type = key_->key_type(), .comment = {}, .last = why});
  return id;
}

std::optional<method_step> public_key_method::answer(reply& with) {
  auto* given = std::get_if<passphrase_reply>(&with);
  if (given == nullptr) return std::nullopt;
  const secret_bytes passphrase = std::move(given->passphrase);
  const auto why = passphrase.size() > secret_limit_bytes ? setback::wrong_passphrase : key_->open(passphrase.view());
  if (why == setback::wrong_passphrase) return ask_passphrase(*why);
  if (why) return *why;
  return go_on();
}

}  // namespace glasshell::ssh
