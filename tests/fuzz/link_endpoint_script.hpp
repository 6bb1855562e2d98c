// Turns any octets into a script of messages and calls for one endpoint, and watches what it must never do.
#pragma once

#include "link/endpoint.hpp"

namespace glasshell::fuzz {

/// A claim that does not hold ends the process.
void run_endpoint_script(link::role role, bytes_view script);

}  // namespace glasshell::fuzz
