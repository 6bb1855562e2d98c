#include "relay/openssh/hashed_name.hpp"

#include "base/bytes.hpp"
#include "relay/openssh/padded_base64.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace glasshell::relay::openssh {

namespace {

bool read_into(std::array<std::uint8_t, 20>& field, std::string_view text) {
  const auto octets = from_padded_base64(text);
  if (!octets || octets->size() != field.size()) return false;
  std::ranges::copy(*octets, field.begin());
  return true;
}

}  // namespace

std::optional<hashed_name> hashed_name::parse(std::string_view text) {
  constexpr std::string_view magic = "|1|";
  if (!text.starts_with(magic)) return std::nullopt;
  text.remove_prefix(magic.size());
  const std::size_t between = text.find('|');
  if (between == std::string_view::npos) return std::nullopt;
  hashed_name made;
  if (!read_into(made.salt, text.substr(0, between)) || !read_into(made.hash, text.substr(between + 1))) {
    return std::nullopt;
  }
  return made;
}

bool hashed_name::is_of(std::string_view name) const noexcept {
  std::array<std::uint8_t, 20> other{};
  unsigned size = other.size();
  const bytes_view octets = as_bytes_view(name);
  return HMAC(EVP_sha1(), salt.data(), static_cast<int>(salt.size()), octets.data(), octets.size(), other.data(),
              &size) != nullptr &&
         other == hash;
}

}  // namespace glasshell::relay::openssh
