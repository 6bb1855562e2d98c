#include "ssh/user_authentication.hpp"

#include "base/text.hpp"
#include "base/wire.hpp"
#include "ssh/keyboard_interactive_method.hpp"
#include "ssh/password_method.hpp"
#include "ssh/public_key_method.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <variant>

namespace glasshell::ssh {

namespace {

// What a server may make us show and hold.
constexpr std::size_t banners_limit = 32;
constexpr std::size_t methods_limit = 64;
constexpr std::size_t method_name_limit_bytes = 64;
constexpr std::size_t user_limit_bytes = 1024;

constexpr std::array spoken_methods = {public_key_method::method_name, password_method::method_name,
                                       keyboard_interactive_method::method_name};

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty() && names.size() < methods_limit) {
    const std::size_t comma = std::min(list.find(','), list.size());
    names.push_back(printable_text(list.substr(0, comma), method_name_limit_bytes));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

user_authentication::user_authentication(packet_sender& out, action_queue& said, std::string user)
    : context_{.out = out, .said = said, .user = std::move(user), .session = {}} {}

void user_authentication::begin(session_facts facts) {
  context_.session = std::move(facts);
  if (!context_.user.empty()) return request_none();
  step_ = step::asking_user;
  open_prompt_ = context_.said.new_prompt();
  context_.said.push(user_prompt{.id = open_prompt_});
}

void user_authentication::request_none() {
  open_prompt_ = 0;
  step_ = step::sent_none;
  context_.out.send(authentication_request(context_.user, "none"));
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
    case message::userauth_failure: {
      const bool may_give_up = step_ == step::method_asking && method_->server_is_asking();
      awaits_server() || may_give_up ? on_refused(packet.payload) : fail(cause::protocol_error);
      return true;
    }
    case message::userauth_method_60:
      step_ == step::method_sent ? follow(method_->take(packet.payload)) : fail(cause::protocol_error);
      return true;
    default:
      return false;
  }
}

void user_authentication::on_success() {
  context_.said.push(authenticated{.method = method_under_way()});
  method_.reset();
  step_ = step::succeeded;
}

void user_authentication::on_refused(bytes_view payload) {
  wire_reader reader(payload);
  const std::string_view methods = as_text_view(reader.string32());
  const bool partial = reader.u8() != 0;
  if (reader.failed()) return fail(cause::protocol_error);
  server_methods_ = split(methods);
  if (partial) return ask_method(setback::partial_success, method_under_way());
  if (method_ == nullptr) return ask_method(setback::none, "");  // "none" was refused, as it should be
  was_refused_ = true;
  ask_method(method_->refusal(), method_under_way());
}

void user_authentication::on_banner(bytes_view payload) {
  wire_reader reader(payload);
  std::string text = shown_text(reader.string32());
  if (reader.failed() || text.empty() || ++banners_ > banners_limit) return;
  context_.said.push(banner{.text = std::move(text)});
}

// ---- what the person says -------------------------------------------------------------------------------------------

bool user_authentication::answer(prompt_id id, reply& with) {
  if (id == 0 || id != open_prompt_) return false;
  switch (step_) {
    case step::asking_user:
      return answer_user(with);
    case step::asking_method:
      return answer_method(with);
    case step::method_asking:
      return answer_in_method(with);
    case step::not_begun:
    case step::sent_none:
    case step::method_sent:
    case step::succeeded:
    case step::failed:
      return false;
  }
  return false;
}

bool user_authentication::answer_user(const reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    fail(cause::authentication_cancelled);
    return true;
  }
  const auto* given = std::get_if<user_reply>(&with);
  if (given == nullptr || given->user.empty() || given->user.size() > user_limit_bytes) return false;
  context_.user = given->user;
  request_none();
  return true;
}

bool user_authentication::answer_method(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    fail(cause::authentication_cancelled);
    return true;
  }
  if (auto* given = std::get_if<password_reply>(&with)) {
    return start<password_method>(std::move(given->password));
  }
  if (auto* given = std::get_if<public_key_reply>(&with)) {
    return start<public_key_method>(std::move(*given));
  }
  return std::holds_alternative<keyboard_interactive_reply>(with) && start<keyboard_interactive_method>();
}

bool user_authentication::answer_in_method(reply& with) {
  if (std::holds_alternative<cancel_reply>(with)) {
    ask_method(setback::none, "");
    return true;
  }
  const auto next = method_->answer(with);
  if (next) follow(*next);
  return next.has_value();
}

// ---- methods --------------------------------------------------------------------------------------------------------

/// @return false if the server does not offer the method
template <class Method, class... Given>
bool user_authentication::start(Given&&... given) {
  if (!contains(server_methods_, Method::method_name)) return false;
  auto method = std::make_unique<Method>(context_);
  const method_step first = method->begin(std::forward<Given>(given)...);
  method_ = std::move(method);
  follow(first);
  return true;
}

void user_authentication::follow(const method_step& next) {
  open_prompt_ = 0;
  if (const auto* why = std::get_if<cause>(&next)) return fail(*why);
  if (const auto* why = std::get_if<setback>(&next)) return ask_method(*why, method_under_way());
  const auto* asked = std::get_if<prompt_id>(&next);
  step_ = asked == nullptr ? step::method_sent : step::method_asking;
  if (asked != nullptr) open_prompt_ = *asked;
}

void user_authentication::ask_method(setback why, std::string last_method) {
  method_.reset();
  std::vector<std::string> usable;
  std::copy_if(server_methods_.begin(), server_methods_.end(), std::back_inserter(usable),
               [](const std::string& name) { return contains(spoken_methods, name); });
  if (usable.empty()) return fail(cause::no_method_left);
  step_ = step::asking_method;
  open_prompt_ = context_.said.new_prompt();
  context_.said.push(authentication_prompt{.id = open_prompt_,
                                           .user = context_.user,
                                           .methods = std::move(usable),
                                           .last = why,
                                           .last_method = std::move(last_method)});
}

void user_authentication::fail(cause why) {
  method_.reset();
  step_ = step::failed;
  open_prompt_ = 0;
  failure_ = failure{.stage = stage::authentication, .cause = why, .peer_text = {}, .mismatch = {}, .methods = {}};
  if (why == cause::no_method_left) failure_->methods = server_methods_;
}

std::string user_authentication::method_under_way() const {
  return method_ == nullptr ? "none" : std::string(method_->name());
}

}  // namespace glasshell::ssh
