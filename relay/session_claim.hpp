// The way of a claim: from the worker whose socket brought it to the worker on which the session lives, and back with the session.
// The session follows its socket, so that everything of one link stays on one thread.
#pragma once

#include "relay/service.hpp"
#include "relay/session.hpp"
#include "relay/worker.hpp"

#include <functional>
#include <memory>
#include <variant>

namespace glasshell::relay {

/// The session, now living on the claimant's worker and waiting for `carried_by`; or why not.
using claim_answer = std::variant<std::shared_ptr<session>, claim_refusal>;

/// Looks for the session that a hello claims, and has it judge the claim.
/// @param home  the claimant's worker, whose thread calls this and is called back on
/// @param answered  called once, perhaps before this returns; never if a worker ends meanwhile
void judge_claim(const service& common, worker& home, claim made, std::function<void(claim_answer)> answered);

}  // namespace glasshell::relay
