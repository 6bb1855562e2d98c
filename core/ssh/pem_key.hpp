// Private keys in OpenSSL's formats: PKCS#8, plain or encrypted, and the traditional RSA and EC ones.
#pragma once

#include "ssh/private_key_envelope.hpp"

#include <optional>
#include <variant>

namespace glasshell::ssh {

/// What keeps an envelope from ever being opened: damage, or an encryption that we cannot read.
std::optional<setback> check_pem_envelope(const private_key_envelope& envelope);
std::variant<private_key, setback> open_pem_key(const private_key_envelope& envelope, bytes_view passphrase);

}  // namespace glasshell::ssh
