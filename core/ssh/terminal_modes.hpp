// The encoded terminal modes of a pty request (RFC 4254 §8): a sane cooked terminal, as a fresh xterm has it.
#pragma once

#include "base/bytes.hpp"

namespace glasshell::ssh {

bytes encoded_terminal_modes();

}  // namespace glasshell::ssh
