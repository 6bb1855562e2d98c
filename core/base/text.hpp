// Text that came from a peer, made safe to show or to log. It stays the peer's words, apart from ours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glasshell {

/// Valid UTF-8 without C0/C1 controls, bidirectional overrides and the like, cut to a length.
///
/// @param text  any octets at all; what is not UTF-8 becomes U+FFFD, controls other than newline and tab become U+FFFD.
/// @param limit_bytes  the longest answer; a cut text ends in "…" and never inside a character.
std::string printable_text(std::string_view text, std::size_t limit_bytes);

/// The same, on one line and in ASCII with `\xNN` and `\n` escapes, for a log.
std::string escaped_for_log(std::string_view text, std::size_t limit_bytes);

}  // namespace glasshell
