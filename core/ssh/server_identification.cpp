#include "ssh/server_identification.hpp"

#include <algorithm>
#include <string_view>

namespace glasshell::ssh {

namespace {

constexpr std::size_t first_octets_limit = 64;

bool is_text(char octet) noexcept {
  const auto value = static_cast<unsigned char>(octet);
  return value >= 0x20 || octet == '\t' || octet == '\r' || octet == '\n' || octet == '\x1b';
}

}  // namespace

server_identification::progress server_identification::feed(bytes_view from_server) {
  progress made;
  for (const char octet : as_text_view(from_server)) {
    if (complete_) break;
    ++made.taken_bytes;
    if (first_octets_.size() < first_octets_limit) first_octets_.push_back(octet);
    if (!is_text(octet)) {
      made.error = cause::not_ssh;
    } else if (++total_bytes_ > total_limit_bytes || line_.size() >= line_limit_bytes) {
      made.error = cause::banner_too_long;
    } else if (octet == '\n') {
      made.error = take_line();
    } else {
      line_.push_back(octet);
    }
    if (made.error) break;
  }
  return made;
}

std::optional<cause> server_identification::take_line() {
  if (line_.ends_with('\r')) line_.pop_back();
  if (line_.starts_with("SSH-")) {
    // "1.99" is a server that speaks both (RFC 4253 §5.1).
    if (line_.starts_with("SSH-1.") && !line_.starts_with("SSH-1.99-")) return cause::ssh_version_1;
    if (!line_.starts_with("SSH-2.0-") && !line_.starts_with("SSH-1.99-")) return cause::not_ssh;
    if (line_.size() + 2 > identification_limit_bytes) return cause::banner_too_long;
    complete_ = true;
    return std::nullopt;
  }
  if (line_.starts_with("HTTP/")) return cause::not_ssh;  // a web server's answer to our own line, and it may stay open
  line_.clear();
  if (++lines_ >= lines_limit) return cause::banner_too_long;
  return std::nullopt;
}

cause server_identification::cause_of_end(cause if_silent) const noexcept {
  return first_octets_.empty() ? if_silent : cause::not_ssh;
}

}  // namespace glasshell::ssh
