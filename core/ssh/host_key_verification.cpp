#include "ssh/host_key_verification.hpp"

#include "ssh/host_key.hpp"

#include <utility>
#include <variant>

namespace glasshell::ssh {

host_key_verification::host_key_verification(action_queue& said, std::vector<known_host_key> known)
    : said_(said), known_(std::move(known)) {}

void host_key_verification::begin(bytes_view blob) {
  host_key presented = describe_host_key(blob);
  if (is_known(presented, known_)) {
    accepted_ = true;
    said_.push(host_key_known{.presented = std::move(presented)});
    return;
  }
  open_prompt_ = said_.new_prompt();
  std::vector<host_key> known;
  for (const known_host_key& one : known_) known.push_back(describe_host_key(one.blob));
  said_.push(host_key_prompt{.id = open_prompt_, .presented = std::move(presented), .known = std::move(known)});
}

bool host_key_verification::answer(prompt_id id, const reply& with) {
  const auto* decision = std::get_if<host_key_decision>(&with);
  if (id == 0 || id != open_prompt_ || decision == nullptr) return false;
  open_prompt_ = 0;
  const bool changed = !known_.empty();
  accepted_ = *decision == host_key_decision::replace || (*decision == host_key_decision::accept && !changed);
  if (!accepted_) refused_ = changed ? cause::host_key_changed : cause::host_key_refused;
  return true;
}

}  // namespace glasshell::ssh
