// OpenSSH's own private key format (PROTOCOL.key): public half in the clear, private half encrypted under bcrypt.
#pragma once

#include "ssh/private_key_envelope.hpp"

#include <variant>

namespace glasshell::ssh {

/// @param content  what the armour holds
std::variant<private_key_envelope, setback> read_openssh_envelope(bytes_view content);
std::variant<private_key, setback> open_openssh_key(const private_key_envelope& envelope, bytes_view passphrase);

}  // namespace glasshell::ssh
