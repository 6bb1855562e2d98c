// What a browser keeps in a cookie, and what the store keeps of it.
#pragma once

#include "base/random.hpp"
#include "base/secret.hpp"
#include "relay/store/records.hpp"

#include <optional>
#include <string_view>

namespace glasshell::relay::api {

/// 256 random bits.
struct token {
  secret_bytes text;  ///< 64 hexadecimal digits, for the cookie
  store::token_hash hash{};
};

token new_token(const random_source& random);

/// @param text  as it came in a cookie. @return nothing for what is no token
std::optional<store::token_hash> hash_of_token(std::string_view text);

}  // namespace glasshell::relay::api
