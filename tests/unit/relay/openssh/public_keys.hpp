// The public keys of tests/unit/ssh/keys, as the words of a line.
#pragma once

#include "support/temporary_directory.hpp"

#include <string>

namespace glasshell::relay::openssh::test {

/// "ssh-ed25519 AAAA…" of a `.pub` file, without its comment.
inline std::string public_key(const std::string& name) {
  const std::string line = glasshell::test::read_file(std::string(GLASSHELL_TEST_KEYS) + "/" + name + ".pub");
  return line.substr(0, line.find_first_of(" \n", line.find(' ') + 1));
}

}  // namespace glasshell::relay::openssh::test
