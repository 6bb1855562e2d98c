// Base64 (RFC 4648 §4) as key files and fingerprints have it.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace glasshell::ssh {

/// Without padding, as OpenSSH prints fingerprints.
std::string base64_unpadded(bytes_view octets);

/// @return nothing if `text` is not base64 (padding may be there or not; no white space)
std::optional<bytes> base64_decoded(std::string_view text);

}  // namespace glasshell::ssh
