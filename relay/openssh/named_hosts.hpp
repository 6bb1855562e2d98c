// From hosts of an ssh_config to nodes of the relay: each gets a name that a node may have, and no two the same.
#pragma once

#include "relay/openssh/note.hpp"
#include "relay/openssh/ssh_config.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glasshell::relay::openssh {

/// What may stand in a host's name and not in a node's becomes '-': "web@berlin" is "web-berlin".
///
/// @return the node's name, or why there is none
std::variant<std::string, problem> node_name_of(std::string_view host_name);

struct named_host {
  std::string node;
  host_entry entry;
};

struct named_hosts {
  std::vector<named_host> hosts;
  std::vector<note> notes;  ///< about hosts without a name, or with one that another has
  std::size_t notes_left_out = 0;
};

/// A host whose own name can be its node's gets it, wherever it stands; of others with one name, the first.
named_hosts name_hosts(std::vector<host_entry> entries);

}  // namespace glasshell::relay::openssh
