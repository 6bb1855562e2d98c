// Takes the randomness from OpenSSL, so that the same input means the same run: keys, cookies and padding are constant.
#pragma once

namespace glasshell::fuzz {

/// For the whole process and for good.
void remove_randomness();

}  // namespace glasshell::fuzz
