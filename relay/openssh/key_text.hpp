// A public key as OpenSSH's files have it: its type, and its octets in base64.
#pragma once

#include "relay/openssh/note.hpp"
#include "ssh/action.hpp"

#include <string_view>
#include <variant>

namespace glasshell::relay::openssh {

/// @return the key, whole and of the type that is said; or what is wrong
std::variant<ssh::known_host_key, problem> parse_key(std::string_view type, std::string_view base64);

}  // namespace glasshell::relay::openssh
