#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace glasshell {

namespace {

constexpr char32_t replacement = U'\uFFFD';
constexpr std::string_view replacement_text = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";
constexpr std::string_view ascii_ellipsis = "...";

/// One character, or octets that are none.
struct piece {
  std::string_view octets;
  char32_t character = replacement;
  bool valid = false;
};

constexpr bool within(std::uint8_t octet, unsigned low, unsigned high) { return octet >= low && octet <= high; }

/// Takes one character off the front, or as many octets as can begin none (Unicode §3.9, table 3-7).
piece take_character(std::string_view& rest) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const auto taken = [&](std::size_t size, char32_t character, bool valid) {
    const piece one{rest.substr(0, size), character, valid};
    rest.remove_prefix(size);
    return one;
  };
  const std::uint8_t lead = octet(0);
  if (lead < 0x80) return taken(1, lead, true);
  if (!within(lead, 0xC2, 0xF4)) return taken(1, replacement, false);

  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second octet's range is what excludes overlong forms, surrogates and all beyond U+10FFFF.
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t character = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= rest.size() || !within(octet(i), i == 1 ? low : 0x80, i == 1 ? high : 0xBF)) {
      return taken(i, replacement, false);
    }
    character = (character << 6) | (octet(i) & 0x3FU);
  }
  return taken(size, character, true);
}

/// Controls, and what reorders or hides other characters.
bool is_unprintable(char32_t character) {
  struct range {
    char32_t first;
    char32_t last;
  };
  static constexpr std::array<range, 10> unprintable = {{{0x0000, 0x001F},
                                                         {0x007F, 0x009F},
                                                         {0x061C, 0x061C},
                                                         {0x180E, 0x180E},
                                                         {0x200B, 0x200F},
                                                         {0x2028, 0x202E},
                                                         {0x2060, 0x206F},
                                                         {0xFEFF, 0xFEFF},
                                                         {0xFFF9, 0xFFFB},
                                                         {0xE0000, 0xE007F}}};
  return std::any_of(unprintable.begin(), unprintable.end(),
                     [&](const range& one) { return character >= one.first && character <= one.last; });
}

/// Builds a text of bounded length from pieces that are never split.
class bounded_text {
 public:
  bounded_text(std::size_t limit_bytes, std::string_view cut_mark) : limit_(limit_bytes), mark_(cut_mark) {}

  /// @return false once the text is cut
  bool add(std::string_view piece) {
    if (text_.size() + piece.size() > limit_) {
      text_.resize(cut_at_);
      if (mark_.size() <= limit_) text_ += mark_;
      return false;
    }
    text_ += piece;
    if (text_.size() + mark_.size() <= limit_) cut_at_ = text_.size();
    return true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t limit_;
  std::string_view mark_;
  std::size_t cut_at_ = 0;  // where the mark still fits behind whole pieces
};

std::string escaped(const piece& one) {
  if (one.octets == "\n") return "\\n";
  if (one.octets == "\\") return "\\\\";
  if (one.octets == "\"") return "\\\"";
  if (one.valid && one.character >= 0x20 && one.character < 0x7F) return std::string(one.octets);
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char octet : one.octets) {
    const auto value = static_cast<std::uint8_t>(octet);
    text += {'\\', 'x', digits[value >> 4U], digits[value & 0xFU]};
  }
  return text;
}

}  // namespace

std::string printable_text(std::string_view text, std::size_t limit_bytes) {
  bounded_text out(limit_bytes, ellipsis);
  while (!text.empty()) {
    const piece one = take_character(text);
    std::string_view shown = one.octets;
    if (shown == "\r") {
      if (text.starts_with('\n')) continue;
      shown = "\n";
    } else if (shown != "\n" && shown != "\t" && (!one.valid || is_unprintable(one.character))) {
      shown = replacement_text;
    }
    if (!out.add(shown)) break;
  }
  return out.take();
}

std::string escaped_for_log(std::string_view text, std::size_t limit_bytes) {
  bounded_text out(limit_bytes, ascii_ellipsis);
  while (!text.empty()) {
    if (!out.add(escaped(take_character(text)))) break;
  }
  return out.take();
}

}  // namespace glasshell
