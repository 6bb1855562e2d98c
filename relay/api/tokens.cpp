#include "relay/api/tokens.hpp"

#include <openssl/sha.h>

#include <algorithm>

namespace glasshell::relay::api {

namespace {

constexpr std::size_t token_octets = 32;
constexpr std::string_view digits = "0123456789abcdef";

store::token_hash sha256_of(std::string_view text) {
  store::token_hash hash{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  return hash;
}

}  // namespace

token new_token(const random_source& random) {
  auto octets = secret_bytes::with_size(token_octets);
  random(octets.span());
  token made{.text = secret_bytes::with_size(2 * token_octets), .hash = {}};
  for (std::size_t i = 0; i < token_octets; ++i) {
    made.text.span()[2 * i] = static_cast<std::uint8_t>(digits[octets.view()[i] >> 4U]);
    made.text.span()[2 * i + 1] = static_cast<std::uint8_t>(digits[octets.view()[i] & 15U]);
  }
  made.hash = sha256_of(made.text.text());
  return made;
}

std::optional<store::token_hash> hash_of_token(std::string_view text) {
  const auto is_digit = [](char c) { return digits.find(c) != std::string_view::npos; };
  if (text.size() != 2 * token_octets || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  return sha256_of(text);
}

}  // namespace glasshell::relay::api
