// ssh_config(5) as OpenSSH 9.2 reads it, as far as it says which hosts there are, where each is and what leads to it. No file is
// opened here: what Include names is asked of the caller.
#pragma once

#include "relay/openssh/config_reader.hpp"
#include "relay/openssh/note.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::openssh {

/// A host on the way to another, with what the configuration says of it.
struct jump {
  std::string name;  ///< as it is written in ProxyJump, without brackets: perhaps the name of another entry
  std::string host;
  std::uint16_t port = 22;
  std::string user;            ///< empty: not given
  std::string host_key_alias;  ///< empty: none
  friend bool operator==(const jump&, const jump&) = default;
};

/// One name that stands in a line with Host, and what `ssh name` would make of it.
struct host_entry {
  std::string name;
  std::string host;  ///< what is dialled: a name in lower case, or an address without brackets
  std::uint16_t port = 22;
  std::string user;            ///< empty: not given
  std::vector<jump> jumps;     ///< in the order in which they are passed; the jumps of the first of them included
  std::string host_key_alias;  ///< under which its keys are known, without a port; empty: under `host` and `port`
  place where;                 ///< the first line with Host that has the name and applies to it
  std::optional<place>
      proxy_command;  ///< of a ProxyCommand that ssh would run to reach it: `host` may not be reachable
  friend bool operator==(const host_entry&, const host_entry&) = default;
};

struct ssh_config {
  std::vector<host_entry> hosts;  ///< in the order in which they are defined
  std::vector<note> notes;
  std::size_t notes_left_out = 0;
};

/// As many hosts as one connection may lead over.
inline constexpr std::size_t most_jumps = 8;

/// Reads a configuration, like `ssh -F name`: without the system's own.
///
/// @param text, name  of the file; the name stands in places
/// @param files  asked for what is included
/// @return all hosts that can be had. What cannot is left out and noted; a host that a bad line of HostName, Port or ProxyJump is
/// for is left out, since it could be another machine.
ssh_config parse_ssh_config(std::string_view text, const std::string& name, const file_reader& files,
                            const config_limits& limits = {});

}  // namespace glasshell::relay::openssh
