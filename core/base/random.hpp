// Randomness as an argument: the driver hands in its operating system's or its browser's generator.
#pragma once

#include "base/bytes.hpp"

#include <functional>

namespace glasshell {

/// Fills the whole span with cryptographically strong random octets. It does not fail: a driver whose source can fail
/// ends the process (native) or the session (browser) rather than return weak octets.
using random_source = std::function<void(bytes_span)>;

}  // namespace glasshell
