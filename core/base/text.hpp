// Text that came from a peer, made safe to show or to log. It stays the peer's words, apart from ours.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace glasshell {

/// Valid UTF-8 without C0/C1 controls, bidirectional overrides and the like, cut to a length.
///
/// @param text  any octets at all. What is not UTF-8, controls other than newline and tab, and characters that reorder or
/// hide others become U+FFFD; CR and CR LF, which end lines in SSH (RFC 4252 §5.4), become newlines.
/// @param limit_bytes  the longest answer; a cut text ends in "…" if that fits, and never inside a character.
std::string printable_text(std::string_view text, std::size_t limit_bytes);

/// The same octets on one line of ASCII, for a log: what is not printable ASCII becomes `\xNN` or `\n`, and `\` and `"` are
/// escaped, so that no text can look like another or leave its quotes. A cut text ends in "..." and never inside a character.
std::string escaped_for_log(std::string_view text, std::size_t limit_bytes);

}  // namespace glasshell
