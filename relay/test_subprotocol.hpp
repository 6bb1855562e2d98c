// What a test of WebSockets speaks at /ws/test: binary messages, each of which comes back as it is. No node is behind it.
#pragma once

#include <cstddef>

namespace glasshell::relay {

inline constexpr const char* test_subprotocol = "glasshell.test.v1";

/// Larger than any frame of a link, so that a proxy's own limit shows.
inline constexpr std::size_t longest_test_message_bytes = std::size_t{1024} * 1024;

}  // namespace glasshell::relay
