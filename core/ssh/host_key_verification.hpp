// Whether this is the right server (RFC 4251 §4.1): its key is one that was accepted before, or the person decides about it.
// No libssh2 type may enter.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"
#include "ssh/action_queue.hpp"

#include <optional>
#include <vector>

namespace glasshell::ssh {

/// @par Lifetime  The actions outlive it.
class host_key_verification {
 public:
  /// @param known  the keys that were accepted for this node before
  host_key_verification(action_queue& said, std::vector<known_host_key> known);

  /// @param blob  the key that the server has proved to have, as on the wire
  void begin(bytes_view blob);
  /// @return false if the prompt is not open or the reply does not fit it
  bool answer(prompt_id id, const reply& with);

  [[nodiscard]] bool accepted() const noexcept { return accepted_; }
  /// Why the key was not accepted, once the person has said so.
  [[nodiscard]] std::optional<cause> refused() const noexcept { return refused_; }

 private:
  action_queue& said_;
  std::vector<known_host_key> known_;
  prompt_id open_prompt_ = 0;
  bool accepted_ = false;
  std::optional<cause> refused_;
};

}  // namespace glasshell::ssh
