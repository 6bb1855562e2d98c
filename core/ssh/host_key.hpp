// What can be said about a server's host key, and whether it is one that was accepted before.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"

#include <span>
#include <string>

namespace glasshell::ssh {

/// @param blob  the key as on the wire (RFC 4253 §6.6); what cannot be read of it is left empty or zero
host_key describe_host_key(bytes_view blob);

/// "SHA256:" and the unpadded base64 of the hash, as OpenSSH prints it.
std::string fingerprint_of(bytes_view blob);

bool is_known(const host_key& presented, std::span<const known_host_key> known);

}  // namespace glasshell::ssh
