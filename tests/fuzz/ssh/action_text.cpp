#include "action_text.hpp"

#include <initializer_list>
#include <string_view>

namespace glasshell::fuzz {

namespace {

using namespace glasshell::ssh;

std::string joined(std::string_view name, std::initializer_list<std::string_view> fields) {
  std::string text(name);
  for (const std::string_view field : fields) text.append(" [").append(field).append("]");
  return text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + ",";
  return text;
}

struct writer {
  std::string operator()(const host_key_prompt& one) const {
    return joined("host_key_prompt", {one.presented.type, one.presented.fingerprint, std::to_string(one.known.size())});
  }
  std::string operator()(const user_prompt&) const { return "user_prompt"; }
  std::string operator()(const authentication_prompt& one) const {
    return joined("authentication_prompt", {one.user, joined(one.methods), name_of(one.last), one.last_method});
  }
  std::string operator()(const passphrase_prompt& one) const {
    return joined("passphrase_prompt", {one.key_type, name_of(one.last)});
  }
  std::string operator()(const interactive_prompt& one) const {
    std::string text = joined("interactive_prompt", {one.name, one.instruction});
    for (const question& asked : one.questions) text += joined(asked.echo ? " shown" : " hidden", {asked.text});
    return text;
  }
  std::string operator()(const new_password_prompt& one) const { return joined("new_password_prompt", {one.text}); }
  std::string operator()(const banner& one) const { return joined("banner", {one.text}); }
  std::string operator()(const negotiated& one) const {
    return joined("negotiated", {one.server_software, one.kex, one.host_key, one.cipher_to_server, one.cipher_to_client,
                                 one.mac_to_server, one.mac_to_client});
  }
  std::string operator()(const host_key_known& one) const {
    return joined("host_key_known", {one.presented.fingerprint});
  }
  std::string operator()(const authenticated& one) const { return joined("authenticated", {one.method}); }
  std::string operator()(const shell_started&) const { return "shell_started"; }
  std::string operator()(const input_ready&) const { return "input_ready"; }
  std::string operator()(const node_round_trip& one) const {
    return joined("node_round_trip", {std::to_string(one.value.count())});
  }
  std::string operator()(const exited& one) const {
    return joined("exited",
                  {one.status ? std::to_string(*one.status) : "unknown", one.signal.value_or("none"), one.message});
  }
  std::string operator()(const closed&) const { return "closed"; }
  std::string operator()(const failed& one) const {
    const failure& why = one.why;
    std::string text =
        joined("failed", {name_of(why.stage), name_of(why.cause), why.peer_text, joined(why.methods), describe(why)});
    if (why.mismatch)
      text += joined("", {why.mismatch->category, joined(why.mismatch->ours), joined(why.mismatch->theirs)});
    return text;
  }
};

}  // namespace

std::string text_of(const action& said) { return std::visit(writer{}, said); }

}  // namespace glasshell::fuzz
