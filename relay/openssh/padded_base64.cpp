#include "relay/openssh/padded_base64.hpp"

#include "ssh/base64.hpp"

namespace glasshell::relay::openssh {

std::string to_padded_base64(bytes_view octets) {
  std::string text = ssh::base64_unpadded(octets);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<bytes> from_padded_base64(std::string_view text) {
  auto octets = ssh::base64_decoded(text);
  if (!octets || to_padded_base64(*octets) != text) return std::nullopt;
  return octets;
}

}  // namespace glasshell::relay::openssh
