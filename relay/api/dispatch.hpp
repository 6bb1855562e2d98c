// From a request to the API to its answer: finds the route, finds out who asks, and lets the handler answer only who may.
#pragma once

#include "relay/api/call.hpp"
#include "relay/api/request.hpp"

namespace glasshell::relay::api {

/// Never throws for anything that a client sends. @par Thread safety  Any thread that may wait: it uses the store.
answer handle(const request& asked, const services& with);

}  // namespace glasshell::relay::api
