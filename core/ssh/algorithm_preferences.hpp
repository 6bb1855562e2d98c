// Which algorithms are offered, and in what order. What is weak by today's measure (SHA-1 signatures and key exchanges, CBC,
// MD5) is not offered at all.
#pragma once

#include "ssh/action.hpp"

#include <span>
#include <string>

namespace glasshell::ssh {

/// Comma-separated lists, as KEXINIT and libssh2 want them.
struct algorithm_preferences {
  std::string kex;
  std::string host_key;
  std::string cipher;
  std::string mac;
};

/// @param known_hosts  their types are offered first: a server with several keys would otherwise show one that is not
///                     known, and that looks like a changed key
algorithm_preferences preferences_for(std::span<const known_host_key> known_hosts);

}  // namespace glasshell::ssh
