// Who claims a session, with what, and why it may be refused.
#pragma once

#include "link/endpoint.hpp"
#include "relay/address_key.hpp"
#include "relay/admission.hpp"
#include "relay/config.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace glasshell::relay {

struct claim {
  link::hello greeting;
  const node* target = nullptr;  ///< that its address names
  address_key owner;
  std::uint64_t link_number = 0;
  admission::decision place;
};

/// Why a claim is not granted.
struct claim_refusal {
  link::hop hop = link::hop::session;
  link::reason reason = link::reason::session_unknown;
  std::chrono::milliseconds retry_after{0};  ///< 0: the session is lost for who claims it
  bool in_vain = true;                       ///< counts as a failure of its address's
};

/// What a client without a place among the links is told.
std::optional<claim_refusal> refusal_for(admission::verdict place);
/// What an endpoint's `resume` found wrong.
claim_refusal refusal_for(const error_code& error);

}  // namespace glasshell::relay
