// An OpenSSH user certificate (PROTOCOL.certkeys), as far as a client needs it: which key it is for. Whether it is valid is
// the server's to say.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string_view>

namespace glasshell::ssh {

/// @param line  of a `-cert.pub` file: type, base64, comment
/// @param public_blob  of the private key beside it
/// @return the certificate as on the wire, or nothing if it is none, not a user's, or another key's
std::optional<bytes> certificate_for(std::string_view line, bytes_view public_blob);

}  // namespace glasshell::ssh
