// From what the relay and the node said to what it means. Pure functions.
#pragma once

#include "link/frame.hpp"
#include "relay/doctor/finding.hpp"
#include "ssh/failure.hpp"

#include <string>

namespace glasshell::relay::doctor {

/// The relay refused the link, or ended it before the node said a word.
finding judge_refusal(const std::string& node, link::hop where, link::reason why);

/// The session with the node failed before anybody signed in.
finding judge_ssh(const std::string& node, const ssh::failure& why);

/// The SSH hop at which this is said; the node's hops before it went well.
hop hop_of(const ssh::failure& why);

}  // namespace glasshell::relay::doctor
