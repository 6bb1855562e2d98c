// What a session is apart from the worker that it lives on: this moves when a socket comes back to another.
#pragma once

#include "link/endpoint.hpp"
#include "relay/address_key.hpp"
#include "relay/admission.hpp"
#include "relay/config.hpp"
#include "relay/session_registry.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace glasshell::relay {

struct session_body {
  std::unique_ptr<link::endpoint> endpoint;
  const node* target = nullptr;
  link::session_id id{};
  std::uint64_t routing_word = 0;  ///< of its first socket; 0: none
  time_point began_at;
  std::uint32_t resumptions = 0;

  address_key owner;              ///< the address of its last socket, for which it counts while it has none
  std::uint64_t link_number = 0;  ///< of its last socket, in the log
  admission_ticket place;         ///< among the links, while it has a socket

  std::optional<session_registry::past> parting;  ///< why the node was left, once it is
  bool client_finished = false;
};

}  // namespace glasshell::relay
