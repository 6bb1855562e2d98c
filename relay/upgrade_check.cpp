#include "relay/upgrade_check.hpp"

#include "relay/content_encoding.hpp"

#include <algorithm>

namespace glasshell::relay {

namespace {

bool list_has(std::optional<std::string_view> list, std::string_view word) {
  if (!list) return false;
  while (const auto element = next_list_element(*list)) {
    if (same_word(*element, word)) return true;
  }
  return false;
}

/// base64 of 16 octets.
bool is_websocket_key(std::string_view key) {
  constexpr std::size_t key_characters = 24;
  const auto in_alphabet = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == key_characters && key.ends_with("==") && std::all_of(key.begin(), key.end() - 2, in_alphabet);
}

std::string missing_or_wrong(bool present, std::string_view name, std::string_view wanted) {
  std::string text(name);
  text.append(present ? " is there, but is not " : " is missing; it must be ").append(wanted);
  return text;
}

}  // namespace

std::vector<std::string> problems_of_upgrade(const request_head& request) {
  std::vector<std::string> problems;
  if (request.method != "GET") problems.emplace_back("the method is not GET");
  if (request.http_minor != 1) problems.emplace_back("the request is HTTP/1.0; it must be HTTP/1.1");
  if (!list_has(request.upgrade, "websocket")) {
    problems.push_back(missing_or_wrong(request.upgrade.has_value(), "Upgrade", "\"websocket\""));
  }
  if (!list_has(request.connection, "upgrade")) {
    problems.push_back(missing_or_wrong(request.connection.has_value(), "Connection", "\"Upgrade\""));
  }
  if (request.websocket_version != "13") {
    problems.push_back(missing_or_wrong(request.websocket_version.has_value(), "Sec-WebSocket-Version", "\"13\""));
  }
  if (!request.websocket_key || !is_websocket_key(*request.websocket_key)) {
    problems.push_back(
        missing_or_wrong(request.websocket_key.has_value(), "Sec-WebSocket-Key", "16 random octets in base64"));
  }
  return problems;
}

std::optional<reply> refuse_bad_upgrade(const request_head& request) {
  const auto problems = problems_of_upgrade(request);
  if (problems.empty()) return std::nullopt;
  std::string text =
      "This address is a WebSocket, and the request is not a proper upgrade to one (RFC 6455, section 4.1):\n";
  for (const std::string& problem : problems) text.append("  * ").append(problem).append("\n");
  text +=
      "If a browser's WebSocket was meant, then a proxy on the way does not pass its headers on. nginx does with:\n"
      "    proxy_http_version 1.1;\n"
      "    proxy_set_header Upgrade $http_upgrade;\n"
      "    proxy_set_header Connection \"upgrade\";\n"
      "    proxy_set_header Host $host;";
  reply made = text_reply(426, "upgrade_incomplete", std::move(text));
  made.fields.emplace_back("Upgrade", "websocket");
  made.fields.emplace_back("Connection", "Upgrade");
  made.fields.emplace_back("Sec-WebSocket-Version", "13");
  return made;
}

bool offers_subprotocol(std::optional<std::string_view> websocket_protocol, std::string_view wanted) {
  if (!websocket_protocol) return false;
  while (const auto element = next_list_element(*websocket_protocol)) {
    if (*element == wanted) return true;
  }
  return false;
}

}  // namespace glasshell::relay
