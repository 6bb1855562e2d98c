#include "ssh/user_authentication.hpp"

#include "base/text.hpp"
#include "base/wire.hpp"
#include "ssh/memory_wipe.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace glasshell::ssh {

namespace {

constexpr std::string_view service = "ssh-connection";

// What a server may make us show and hold.
constexpr std::size_t text_limit_bytes = std::size_t{8} * 1024;
constexpr std::size_t banners_limit = 32;
constexpr std::size_t questions_limit = 64;
constexpr std::size_t rounds_limit = 256;
constexpr std::size_t methods_limit = 64;
// What a person may send: a packet takes 32 KiB, and nobody's password is longer than this.
constexpr std::size_t secret_limit_bytes = std::size_t{8} * 1024;
constexpr std::size_t user_limit_bytes = 1024;

constexpr std::array<std::string_view, 3> spoken_methods = {"publickey", "password", "keyboard-interactive"};

std::string shown(bytes_view text) { return printable_text(as_text_view(text), text_limit_bytes); }

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty() && names.size() < methods_limit) {
    const std::size_t comma = std::min(list.find(','), list.size());
    names.push_back(printable_text(list.substr(0, comma), 64));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The beginning that all requests have (RFC 4252 §5).
secret_buffer request(std::string_view user, std::string_view method) {
  secret_buffer packet;
  wire_writer(packet).u8(message::userauth_request).string32(user).string32(service).string32(method);
  return packet;
}

}  // namespace

user_authentication::user_authentication(packet_sender& out, action_queue& said, std::string user)
    : out_(out), said_(said), user_(std::move(user)) {}

void user_authentication::begin(session_facts facts) {
  facts_ = std::move(facts);
  if (!user_.empty()) return request_none();
  said_.push(user_prompt{.id = ask(step::asking_user)});
}

bool user_authentication::awaits_server() const noexcept {
  switch (step_) {
    case step::sent_none:
    case step::sent_password:
    case step::sent_key_query:
    case step::sent_signature:
    case step::sent_interactive:
      return true;
    case step::not_begun:
    case step::asking_user:
    case step::asking_method:
    case step::asking_new_password:
    case step::asking_passphrase:
    case step::asking_interactive:
    case step::succeeded:
    case step::failed:
      return false;
  }
  return false;
}

// ---- what the server says -------------------------------------------------------------------------------------------

bool user_authentication::take(const received_packet& packet) {
  if (step_ == step::failed || step_ == step::succeeded) return false;
  switch (packet.type) {
    case message::userauth_banner:
      on_banner(packet.payload);
      return true;
    case message::userauth_success:
      awaits_server() ? on_success() : fail(cause::protocol_error);
      return true;
    case message::userauth_failure:
      // After a prompt was opened by the server's own question it may still give up on it.
      awaits_server() || step_ == step::asking_interactive ? on_refused(packet.payload) : fail(cause::protocol_error);
      return true;
    case message::userauth_method_60:
      on_method_message(packet.payload);
      return true;
    default:
      return false;
  }
}

void user_authentication::on_success() {
  const char* last = method_under_way();
  key_.reset();
  step_ = step::succeeded;
  said_.push(authenticated{.method = last});
}

void user_authentication::on_refused(bytes_view payload) {
  wire_reader reader(payload);
  const std::string_view methods = as_text_view(reader.string32());
  const bool partial = reader.u8() != 0;
  if (reader.failed()) return fail(cause::protocol_error);
  server_methods_ = split(methods);
  setback why = setback::denied;
  if (partial) {
    why = setback::partial_success;
  } else if (step_ == step::sent_none) {
    why = setback::none;
  } else if (step_ == step::sent_key_query) {
    why = setback::key_not_accepted;
  }
  was_refused_ = was_refused_ || (!partial && why != setback::none);
  ask_method(why, why == setback::none ? "" : method_under_way());
}

void user_authentication::on_banner(bytes_view payload) {
  wire_reader reader(payload);
  std::string text = shown(reader.string32());
  if (reader.failed() || text.empty() || ++banners_ > banners_limit) return;
  said_.push(banner{.text = std::move(text)});
}

void user_authentication::on_method_message(bytes_view payload) {
  switch (step_) {
    case step::sent_password:
      return on_password_expired(payload);
    case step::sent_key_query:
      return on_key_wanted(payload);
    case step::sent_interactive:
      return on_questions(payload);
    case step::not_begun:
    case step::asking_user:
    case step::sent_none:
    case step::asking_method:
    case step::asking_new_password:
    case step::asking_passphrase:
    case step::sent_signature:
    case step::asking_interactive:
    case step::succeeded:
    case step::failed:
      return fail(cause::protocol_error);
  }
}

void user_authentication::on_password_expired(bytes_view payload) {
  wire_reader reader(payload);
  std::string text = shown(reader.string32());
  if (reader.failed()) return fail(cause::protocol_error);
  said_.push(new_password_prompt{.id = ask(step::asking_new_password), .text = std::move(text)});
}

void user_authentication::on_key_wanted(bytes_view payload) {
  wire_reader reader(payload);
  reader.string32();  // the algorithm, which some servers name differently
  const bytes_view blob = reader.string32();
  const bytes_view shown_blob = key_->shown_blob();
  if (!std::equal(blob.begin(), blob.end(), shown_blob.begin(), shown_blob.end())) return fail(cause::protocol_error);
  key_->set_wanted();
  go_on_with_key();
}

void user_authentication::on_questions(bytes_view payload) {
  wire_reader reader(payload);
  interactive_prompt prompt;
  prompt.name = shown(reader.string32());
  prompt.instruction = shown(reader.string32());
  reader.string32();  // the language, which RFC 4256 §3.2 has deprecated
  const std::uint32_t count = reader.u32();
  if (reader.failed() || count > questions_limit || ++rounds_ > rounds_limit) return fail(cause::protocol_error);
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string text = shown(reader.string32());
    prompt.questions.push_back({.text = std::move(text), .echo = reader.u8() != 0});
  }
  if (reader.failed()) return fail(cause::protocol_error);
  if (count == 0) {
    // Nothing to ask, so nobody needs to be interrupted; what it says is shown (RFC 4256 §3.2).
    const std::string gap = prompt.name.empty() || prompt.instruction.empty() ? "" : "\n";
    const std::string text = prompt.name + gap + prompt.instruction;
    if (!text.empty()) said_.push(banner{.text = text});
    return send_answers({});
  }
  questions_ = count;
  prompt.id = ask(step::asking_interactive);
  said_.push(std::move(prompt));
}

// ---- what the person says -------------------------------------------------------------------------------------------

bool user_authentication::answer(prompt_id id, reply& with) {
  if (id == 0 || id != open_prompt_) return false;
  switch (step_) {
    case step::asking_user:
      return answer_user(with);
    case step::asking_method:
      return answer_method(with);
    case step::asking_passphrase:
      return answer_passphrase(with);
    case step::asking_new_password:
      return answer_new_password(with);
    case step::asking_interactive:
      return answer_interactive(with);
    case step::not_begun:
    case step::sent_none:
    case step::sent_password:
    case step::sent_key_query:
    case step::sent_signature:
    case step::sent_interactive:
    case step::succeeded:
    case step::failed:
      return false;
  }
  return false;
}

bool user_authentication::answer_user(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    fail(cause::authentication_cancelled);
    return true;
  }
  const auto* given = std::get_if<user_reply>(&with);
  if (given == nullptr || given->user.empty() || given->user.size() > user_limit_bytes) return false;
  user_ = given->user;
  request_none();
  return true;
}

bool user_authentication::answer_method(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    fail(cause::authentication_cancelled);
    return true;
  }
  if (auto* password = std::get_if<password_reply>(&with); password && contains(server_methods_, "password")) {
    const secret_bytes given = std::move(password->password);
    send_password(given, nullptr);
    return true;
  }
  if (auto* key = std::get_if<public_key_reply>(&with); key && contains(server_methods_, "publickey")) {
    try_key(std::move(*key));
    return true;
  }
  if (std::holds_alternative<keyboard_interactive_reply>(with) && contains(server_methods_, "keyboard-interactive")) {
    send_interactive_request();
    return true;
  }
  return false;
}

bool user_authentication::answer_passphrase(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    ask_method(setback::none, "");
    return true;
  }
  auto* given = std::get_if<passphrase_reply>(&with);
  if (given == nullptr) return false;
  const secret_bytes passphrase = std::move(given->passphrase);
  const auto why = passphrase.size() > secret_limit_bytes ? setback::wrong_passphrase : key_->open(passphrase.view());
  if (why == setback::wrong_passphrase) {
    ask_passphrase(*why);
  } else if (why) {
    ask_method(*why, "publickey");
  } else {
    go_on_with_key();
  }
  return true;
}

bool user_authentication::answer_new_password(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    ask_method(setback::none, "");
    return true;
  }
  auto* given = std::get_if<new_password_reply>(&with);
  if (given == nullptr) return false;
  const new_password_reply taken = std::move(*given);
  send_password(taken.old_password, &taken.new_password);
  return true;
}

bool user_authentication::answer_interactive(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    ask_method(setback::none, "");
    return true;
  }
  auto* given = std::get_if<interactive_reply>(&with);
  if (given == nullptr || given->answers.size() != questions_) return false;
  const std::vector<secret_bytes> answers = std::move(given->answers);
  send_answers(answers);
  return true;
}

// ---- what is sent ---------------------------------------------------------------------------------------------------

void user_authentication::request_none() {
  open_prompt_ = 0;
  step_ = step::sent_none;
  out_.send(request(user_, "none"));
}

void user_authentication::send_password(const secret_bytes& password, const secret_bytes* new_password) {
  open_prompt_ = 0;
  step_ = step::sent_password;
  if (std::max(password.size(), new_password == nullptr ? 0 : new_password->size()) > secret_limit_bytes) {
    return ask_method(setback::denied, "password");
  }
  secret_buffer packet = request(user_, "password");
  wire_writer to(packet);
  to.u8(new_password == nullptr ? 0 : 1).string32(password.view());
  if (new_password != nullptr) to.string32(new_password->view());
  out_.send(packet);
}

void user_authentication::send_interactive_request() {
  open_prompt_ = 0;
  rounds_ = 0;
  step_ = step::sent_interactive;
  secret_buffer packet = request(user_, "keyboard-interactive");
  wire_writer(packet).string32("").string32("");  // language and submethods: the server's choice
  out_.send(packet);
}

void user_authentication::send_answers(const std::vector<secret_bytes>& answers) {
  open_prompt_ = 0;
  step_ = step::sent_interactive;
  secret_buffer packet;
  wire_writer to(packet);
  to.u8(message::userauth_info_response).u32(static_cast<std::uint32_t>(answers.size()));
  for (const secret_bytes& one : answers) to.string32(one.view());
  if (packet.size() > secret_limit_bytes) return ask_method(setback::denied, "keyboard-interactive");
  out_.send(packet);
}

void user_authentication::try_key(public_key_reply given) {
  open_prompt_ = 0;
  auto made = public_key_attempt::from(std::move(given));
  if (const auto* why = std::get_if<setback>(&made)) return ask_method(*why, "publickey");
  key_ = std::move(std::get<public_key_attempt>(made));
  go_on_with_key();
}

/// The order is: show the key, have it wanted, unlock it, sign. A step that is done or cannot be done yet is passed over.
void user_authentication::go_on_with_key() {
  const bool must_open = !key_->is_open() && (key_->is_wanted() || !key_->can_be_shown());
  if (must_open) return ask_passphrase(setback::none);
  const auto algorithm = key_->algorithm(facts_.signature_algorithms());
  if (!algorithm) return ask_method(setback::key_not_accepted, "publickey");
  open_prompt_ = 0;
  if (!key_->is_wanted()) {
    step_ = step::sent_key_query;
    return out_.send(key_->request(user_, *algorithm, public_key_attempt::purpose::query));
  }
  step_ = step::sent_signature;
  bytes packet = key_->request(user_, *algorithm, public_key_attempt::purpose::signed_request);
  const bytes signature = key_->signature(*algorithm, facts_.session_id, packet);
  if (signature.empty()) return ask_method(setback::damaged_key, "publickey");
  wire_writer(packet).string32(signature);
  out_.send(packet);
}

// ---- what is asked --------------------------------------------------------------------------------------------------

prompt_id user_authentication::ask(step asking) {
  step_ = asking;
  open_prompt_ = said_.new_prompt();
  return open_prompt_;
}

void user_authentication::ask_method(setback why, const char* last_method) {
  key_.reset();
  std::vector<std::string> usable;
  std::copy_if(server_methods_.begin(), server_methods_.end(), std::back_inserter(usable), [](const std::string& name) {
    return std::find(spoken_methods.begin(), spoken_methods.end(), name) != spoken_methods.end();
  });
  if (usable.empty()) return fail(cause::no_method_left);
  said_.push(authentication_prompt{.id = ask(step::asking_method),
                                   .user = user_,
                                   .methods = std::move(usable),
                                   .last = why,
                                   .last_method = last_method});
}

void user_authentication::ask_passphrase(setback why) {
  said_.push(
      passphrase_prompt{.id = ask(step::asking_passphrase), .key_type = key_->key_type(), .comment = {}, .last = why});
}

void user_authentication::fail(cause why) {
  key_.reset();
  step_ = step::failed;
  open_prompt_ = 0;
  failure_ = failure{.stage = stage::authentication, .cause = why, .peer_text = {}, .mismatch = {}, .methods = {}};
  if (why == cause::no_method_left) failure_->methods = server_methods_;
}

const char* user_authentication::method_under_way() const noexcept {
  switch (step_) {
    case step::sent_password:
    case step::asking_new_password:
      return "password";
    case step::asking_passphrase:
    case step::sent_key_query:
    case step::sent_signature:
      return "publickey";
    case step::sent_interactive:
    case step::asking_interactive:
      return "keyboard-interactive";
    case step::sent_none:
      return "none";
    case step::not_begun:
    case step::asking_user:
    case step::asking_method:
    case step::succeeded:
    case step::failed:
      return "";
  }
  return "";
}

}  // namespace glasshell::ssh
