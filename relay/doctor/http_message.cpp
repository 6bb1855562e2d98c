#include "relay/doctor/http_message.hpp"

#include "relay/doctor/letters.hpp"

#include <algorithm>

namespace glasshell::relay::doctor {

std::string_view http_answer::field(std::string_view name) const {
  for (const auto& [own, value] : fields) {
    if (same_letters(own, name)) return value;
  }
  return {};
}

bool http_answer::has_field(std::string_view name) const {
  return std::ranges::any_of(fields, [&](const auto& field) { return same_letters(field.first, name); });
}

std::string http_answer::fields_joined(std::string_view name) const {
  std::string text;
  for (const auto& [own, value] : fields) {
    if (!same_letters(own, name)) continue;
    if (!text.empty()) text += ", ";
    text += value;
  }
  return text;
}

bool http_answer::is_html() const { return field("Content-Type").starts_with("text/html"); }

namespace {

std::string head_of(const target& to, std::string_view path) {
  std::string text = "GET ";
  text.append(to.base).append(path).append(" HTTP/1.1\r\nHost: ").append(to.authority()).append("\r\n");
  text.append("User-Agent: glasshell-doctor\r\nAccept: */*\r\n");
  return text;
}

}  // namespace

std::string make_get(const target& to, std::string_view path, std::string_view accept_encoding) {
  std::string text = head_of(to, path);
  text.append("Accept-Encoding: ").append(accept_encoding).append("\r\nConnection: close\r\n\r\n");
  return text;
}

std::string make_upgrade(const target& to, std::string_view path, std::string_view subprotocol) {
  std::string text = head_of(to, path);
  text.append("Origin: ").append(to.origin());
  text.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
  text.append(websocket_key).append("\r\nSec-WebSocket-Protocol: ").append(subprotocol).append("\r\n\r\n");
  return text;
}

}  // namespace glasshell::relay::doctor
