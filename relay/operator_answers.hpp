// What the operator's listener tells and does, once a request is understood.
#pragma once

#include "relay/operator_routes.hpp"
#include "relay/service.hpp"

namespace glasshell::relay {

readiness readiness_of(const service& common);

/// @par Thread safety  Any worker's thread.
/// What takes time (a test) is not done here.
reply carry_out(const service& common, const operator_route& what);

}  // namespace glasshell::relay
