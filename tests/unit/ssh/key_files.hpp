// The private keys in keys/, all made by ssh-keygen and openssl. Each locked one has the passphrase "phrase".
#pragma once

#include "base/bytes.hpp"
#include "ssh/private_key_envelope.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::test {

inline constexpr std::string_view key_passphrase = "phrase";

/// The file's text.
std::string key_file(std::string_view name);
/// What the armour of an OpenSSH key holds, and the reverse.
bytes openssh_content(std::string_view name);
std::string in_openssh_armour(bytes_view content);
/// The blob of a `.pub` or `-cert.pub` file.
bytes public_blob(std::string_view name);
/// What `ssh-keygen -lf` prints for each public key: "256 SHA256:…", by the key's name.
std::map<std::string, std::string> ssh_keygen_fingerprints();

std::variant<ssh::private_key_envelope, ssh::setback> envelope_of(std::string_view text);
/// Reads and opens. @return the key, or what stood in the way at either step
std::variant<ssh::private_key, ssh::setback> open_key(std::string_view text, std::string_view passphrase = "");

/// Why a key did not open; `none` if it did.
template <class Opened>
ssh::setback setback_of(const std::variant<Opened, ssh::setback>& outcome) {
  const auto* why = std::get_if<ssh::setback>(&outcome);
  return why == nullptr ? ssh::setback::none : *why;
}

}  // namespace glasshell::test

namespace glasshell::ssh {
void PrintTo(setback value, std::ostream* out);
}
