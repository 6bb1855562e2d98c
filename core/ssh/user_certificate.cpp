#include "ssh/user_certificate.hpp"

#include "base/wire.hpp"
#include "ssh/base64.hpp"

#include <algorithm>
#include <string>

namespace glasshell::ssh {

namespace {

constexpr std::string_view type_suffix = "-cert-v01@openssh.com";
constexpr std::uint32_t user_certificate_type = 1;
// A certificate with a thousand principals takes about this much.
constexpr std::size_t line_limit_bytes = std::size_t{64} * 1024;

/// How many fields the public key of a type has inside a certificate, where they follow the nonce.
std::size_t key_fields_of(std::string_view key_type) { return key_type == "ssh-ed25519" ? 1 : 2; }

}  // namespace

std::optional<bytes> certificate_for(std::string_view line, bytes_view public_blob) {
  const auto is_white = [](char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; };
  const auto next_word = [&] {
    line.remove_prefix(static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_white) - line.begin()));
    const auto size = static_cast<std::size_t>(std::find_if(line.begin(), line.end(), is_white) - line.begin());
    const std::string_view word = line.substr(0, size);
    line.remove_prefix(size);
    return word;
  };
  if (line.size() > line_limit_bytes) return std::nullopt;
  const std::string_view type = next_word();
  auto blob = base64_decoded(next_word());
  wire_reader key(public_blob);
  const std::string_view key_type = as_text_view(key.string32());
  if (!blob || !type.ends_with(type_suffix) || type.substr(0, type.size() - type_suffix.size()) != key_type) {
    return std::nullopt;
  }
  wire_reader certificate(*blob);
  if (as_text_view(certificate.string32()) != type) return std::nullopt;
  certificate.string32();  // the nonce
  for (std::size_t i = 0; i < key_fields_of(key_type); ++i) {
    const bytes_view here = certificate.string32();
    const bytes_view there = key.string32();
    if (!std::equal(here.begin(), here.end(), there.begin(), there.end())) return std::nullopt;
  }
  certificate.u64();  // the serial number
  const bool of_user = certificate.u32() == user_certificate_type;
  if (certificate.failed() || key.failed() || !of_user) return std::nullopt;
  return blob;
}

}  // namespace glasshell::ssh
