#include "action_json.hpp"

#include "json_writer.hpp"
#include "ssh/base64.hpp"
#include "words.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace glasshell::browser {

namespace {

/// With padding, as key files have it.
std::string base64(bytes_view octets) {
  constexpr std::size_t group_characters = 4;
  std::string text = ssh::base64_unpadded(octets);
  while (text.size() % group_characters != 0) text += '=';
  return text;
}

std::string hexadecimal(bytes_view octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += digits[octet >> 4];
    text += digits[octet & 0x0F];
  }
  return text;
}

void field(json_writer& json, const char* name, const std::vector<std::string>& values) {
  json.name(name).begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void value(json_writer& json, const ssh::host_key& key) {
  json.begin_object()
      .field("type", key.type)
      .field("blob", base64(key.blob))
      .field("fingerprint", key.fingerprint)
      .field("bits", key.bits)
      .end_object();
}

// ---- one for each action: its kind, then its fields -------------------------------------------------------------------

void fields(json_writer& json, const ssh::host_key_prompt& said) {
  json.field("kind", "hostKeyPrompt").field("prompt", said.id).name("presented");
  value(json, said.presented);
  json.name("known").begin_array();
  for (const ssh::host_key& key : said.known) value(json, key);
  json.end_array();
}

void fields(json_writer& json, const ssh::user_prompt& said) {
  json.field("kind", "userPrompt").field("prompt", said.id);
}

void fields(json_writer& json, const ssh::authentication_prompt& said) {
  json.field("kind", "authenticationPrompt").field("prompt", said.id).field("user", said.user);
  field(json, "methods", said.methods);
  json.field("last", ssh::name_of(said.last)).field("lastMethod", said.last_method);
}

void fields(json_writer& json, const ssh::passphrase_prompt& said) {
  json.field("kind", "passphrasePrompt")
      .field("prompt", said.id)
      .field("keyType", said.key_type)
      .field("comment", said.comment)
      .field("last", ssh::name_of(said.last));
}

void fields(json_writer& json, const ssh::interactive_prompt& said) {
  json.field("kind", "interactivePrompt")
      .field("prompt", said.id)
      .field("name", said.name)
      .field("instruction", said.instruction)
      .name("questions")
      .begin_array();
  for (const ssh::question& question : said.questions) {
    json.begin_object().field("text", question.text).field("echo", question.echo).end_object();
  }
  json.end_array();
}

void fields(json_writer& json, const ssh::new_password_prompt& said) {
  json.field("kind", "newPasswordPrompt").field("prompt", said.id).field("text", said.text);
}

void fields(json_writer& json, const ssh::banner& said) { json.field("kind", "banner").field("text", said.text); }

void fields(json_writer& json, const ssh::negotiated& said) {
  json.field("kind", "negotiated")
      .field("serverSoftware", said.server_software)
      .field("kex", said.kex)
      .field("hostKey", said.host_key)
      .field("cipherToServer", said.cipher_to_server)
      .field("cipherToClient", said.cipher_to_client)
      .field("macToServer", said.mac_to_server)
      .field("macToClient", said.mac_to_client)
      .field("rekeys", said.rekeys);
}

void fields(json_writer& json, const ssh::host_key_known& said) {
  json.field("kind", "hostKeyKnown").name("presented");
  value(json, said.presented);
}

void fields(json_writer& json, const ssh::authenticated& said) {
  json.field("kind", "authenticated").field("method", said.method);
}

void fields(json_writer& json, const ssh::shell_started&) { json.field("kind", "shellStarted"); }

void fields(json_writer& json, const ssh::input_ready&) { json.field("kind", "inputReady"); }

void fields(json_writer& json, const ssh::node_round_trip& said) {
  json.field("kind", "nodeRoundTrip").name("ms").milliseconds(said.value);
}

void fields(json_writer& json, const ssh::exited& said) {
  json.field("kind", "exited").name("status");
  said.status ? json.value(*said.status) : json.null();
  json.name("signal");
  said.signal ? json.value(*said.signal) : json.null();
  json.field("message", said.message);
}

void fields(json_writer& json, const ssh::closed&) { json.field("kind", "closed"); }

void fields(json_writer& json, const ssh::failed& said) {
  json.field("kind", "failed")
      .field("stage", ssh::name_of(said.why.stage))
      .field("cause", ssh::name_of(said.why.cause))
      .field("peerText", said.why.peer_text)
      .name("mismatch");
  if (const auto& mismatch = said.why.mismatch) {
    json.begin_object().field("category", mismatch->category);
    field(json, "ours", mismatch->ours);
    field(json, "theirs", mismatch->theirs);
    json.end_object();
  } else {
    json.null();
  }
  field(json, "methods", said.why.methods);
}

const char* name_of(link::custody custody) noexcept {
  switch (custody) {
    case link::custody::browser:
      return "browser";
    case link::custody::relay:
      return "relay";
  }
  return "";
}

void fields(json_writer& json, const link::established& said) {
  json.field("kind", "linkEstablished")
      .field("custody", name_of(said.custody))
      .field("sessionId", hexadecimal(said.id))
      .field("graceMs", static_cast<std::uint64_t>(std::chrono::milliseconds(said.grace).count()));
}

void fields(json_writer& json, const link::refused& said) {
  json.field("kind", "linkRefused")
      .field("hop", link::name_of(said.why.hop))
      .field("reason", link::name_of(said.why.reason))
      .field("retryAfterMs", static_cast<std::uint64_t>(said.why.retry_after.count()))
      .field("text", said.why.text);
}

void fields(json_writer& json, const link::finished& said) {
  json.field("kind", "linkFinished")
      .field("hop", link::name_of(said.why.hop))
      .field("reason", link::name_of(said.why.reason))
      .field("text", said.why.text);
}

void fields(json_writer& json, const link::failed& said) {
  json.field("kind", "linkFailed").field("error", browser::name_of(static_cast<link::errc>(said.why.value())));
}

void fields(json_writer& json, const round_trip& said) {
  json.field("kind", "roundTrip").name("ms").milliseconds(said.value);
}

std::uint64_t whole_milliseconds(duration time) {
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count(), 0));
}

void fields(json_writer& json, const link_lost& said) {
  json.field("kind", "linkLost").field("lastHeardMs", whole_milliseconds(said.since_heard));
}

void fields(json_writer& json, const link_retry& said) {
  json.field("kind", "linkRetry")
      .field("attempt", std::uint64_t{said.attempt})
      .field("nextMs", whole_milliseconds(said.next_after))
      .field("reason", said.why ? link::name_of(*said.why) : "");
}

void fields(json_writer& json, const link_resumed& said) {
  json.field("kind", "linkResumed").field("awayMs", whole_milliseconds(said.away));
}

template <class Action>
std::string object_of(const Action& said) {
  std::string text;
  json_writer json(text);
  json.begin_object();
  fields(json, said);
  json.end_object();
  return text;
}

}  // namespace

std::string to_json(const ssh::action& said) {
  return std::visit([](const auto& one) { return object_of(one); }, said);
}
std::string to_json(const link::established& said) { return object_of(said); }
std::string to_json(const link::refused& said) { return object_of(said); }
std::string to_json(const link::finished& said) { return object_of(said); }
std::string to_json(const link::failed& said) { return object_of(said); }
std::string to_json(const round_trip& said) { return object_of(said); }
std::string to_json(const link_lost& said) { return object_of(said); }
std::string to_json(const link_retry& said) { return object_of(said); }
std::string to_json(const link_resumed& said) { return object_of(said); }

}  // namespace glasshell::browser
