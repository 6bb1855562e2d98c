// The keywords of OpenSSH 9.2, as Debian builds it, and what an import makes of them.
#pragma once

#include <cstdint>
#include <string_view>

namespace glasshell::relay::openssh {

enum class config_keyword : std::uint8_t {
  host,
  match,
  include,
  host_name,
  port,
  user,
  proxy_jump,
  proxy_command,
  host_key_alias,
  known_hosts,       ///< names files or a program where host keys are
  canonicalization,  ///< has names completed by rules of its own
  ignore_unknown,
  unused,  ///< says nothing about where a node is and who it is
  unknown,
};

/// @param lower  in lower case
config_keyword keyword_of(std::string_view lower) noexcept;

}  // namespace glasshell::relay::openssh
