#include "ssh/host_key.hpp"

#include "base/text.hpp"
#include "base/wire.hpp"
#include "ssh/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace glasshell::ssh {

namespace {

constexpr std::size_t type_limit_bytes = 64;

std::uint32_t bits_of_integer(bytes_view big_endian) {
  while (!big_endian.empty() && big_endian.front() == 0) big_endian = big_endian.subspan(1);
  if (big_endian.empty()) return 0;
  const auto top_bits = static_cast<std::uint32_t>(std::bit_width(static_cast<unsigned>(big_endian.front())));
  return static_cast<std::uint32_t>(big_endian.size() - 1) * 8 + top_bits;
}

std::uint32_t bits_of(std::string_view type, wire_reader fields) {
  if (type == "ssh-ed25519") return 256;
  if (type == "ecdsa-sha2-nistp256") return 256;
  if (type == "ecdsa-sha2-nistp384") return 384;
  if (type == "ecdsa-sha2-nistp521") return 521;
  if (type != "ssh-rsa") return 0;
  fields.string32();  // the public exponent
  return bits_of_integer(fields.string32());
}

}  // namespace

std::string fingerprint_of(bytes_view blob) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  if (EVP_Digest(blob.data(), blob.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  return "SHA256:" + base64_unpadded(bytes_view(hash).first(size));
}

host_key describe_host_key(bytes_view blob) {
  wire_reader fields(blob);
  const std::string_view type = as_text_view(fields.string32());
  return {.type = printable_text(type, type_limit_bytes),
          .blob = bytes(blob.begin(), blob.end()),
          .fingerprint = fingerprint_of(blob),
          .bits = bits_of(type, fields)};
}

bool is_known(const host_key& presented, std::span<const known_host_key> known) {
  return std::any_of(known.begin(), known.end(), [&](const known_host_key& one) { return one.blob == presented.blob; });
}

}  // namespace glasshell::ssh
