#include "base/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace glasshell {
namespace {

using namespace std::string_literals;

constexpr std::size_t plenty = 1000;

std::string printable(std::string_view text) { return printable_text(text, plenty); }

/// The character in UTF-8, encoded here without looking at what is valid.
std::string utf8(char32_t character) {
  const auto octet = [](char32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (character < 0x80) return {octet(character)};
  if (character < 0x800) return {octet(0xC0 | (character >> 6)), octet(0x80 | (character & 0x3F))};
  if (character < 0x10000) {
    return {octet(0xE0 | (character >> 12)), octet(0x80 | ((character >> 6) & 0x3F)), octet(0x80 | (character & 0x3F))};
  }
  return {octet(0xF0 | (character >> 18)), octet(0x80 | ((character >> 12) & 0x3F)),
          octet(0x80 | ((character >> 6) & 0x3F)), octet(0x80 | (character & 0x3F))};
}

TEST(printable_text, keeps_every_language) {
  for (const std::string_view text :
       {"plain ~ text", "não, ação", "Ελληνικά", "日本語", "한국어", "العربية", "🦀𝄞", "e\xCC\x81"}) {
    EXPECT_EQ(printable(text), text);
  }
  EXPECT_EQ(printable(""), "");
}

TEST(printable_text, keeps_newlines_and_tabs) { EXPECT_EQ(printable("one\n\ttwo\n"), "one\n\ttwo\n"); }

TEST(printable_text, takes_every_way_to_end_a_line_for_a_newline) {
  EXPECT_EQ(printable("one\r\ntwo\rthree\r\r\nfour"), "one\ntwo\nthree\n\nfour");
  EXPECT_EQ(printable("\r"), "\n");
}

TEST(printable_text, shows_controls_as_replaced) {
  for (char32_t control = 0; control < 0xA0; ++control) {
    const bool is_control = control < 0x20 || control >= 0x7F;
    if (!is_control || control == '\n' || control == '\r' || control == '\t') continue;
    EXPECT_EQ(printable("a" + utf8(control) + "b"), "a\uFFFDb") << std::hex << static_cast<unsigned>(control);
  }
  EXPECT_EQ(printable("\x1B[31mred\x07"), "\uFFFD[31mred\uFFFD");
  EXPECT_EQ(printable("\u0085\u009B31m"), "\uFFFD\uFFFD31m") << "NEL, and CSI in one character";
  EXPECT_EQ(printable("nul\0inside"s), "nul\uFFFDinside");
}

TEST(printable_text, shows_what_reorders_or_hides_as_replaced) {
  for (const std::string_view hidden :
       {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\u200E", "\u200F",
        "\u061C", "\u200B", "\u2060", "\uFEFF", "\u2028", "\u2029", "\uFFF9", "\U000E0041"}) {
    EXPECT_EQ(printable("a" + std::string(hidden) + "b"), "a\uFFFDb") << escaped_for_log(hidden, plenty);
  }
}

TEST(printable_text, keeps_the_neighbours_of_what_it_replaces) {
  for (const std::string_view text : {"~", "\u00A0", "\u061B", "\u061D", "\u200A", "\u2010", "\u2027", "\u202F",
                                      "\u205F", "\u2070", "\uFEFE", "\uFFF8", "\uFFFC", "\U000DFFFF", "\U000E0080"}) {
    EXPECT_EQ(printable(text), text) << escaped_for_log(text, plenty);
  }
}

TEST(printable_text, keeps_every_scalar_value_whole_or_replaces_it_once) {
  for (char32_t character = 0; character <= 0x10FFFF; ++character) {
    if (character >= 0xD800 && character <= 0xDFFF) continue;
    const std::string encoded = utf8(character);
    const std::string shown = printable(encoded);
    if (character == '\r') continue;
    ASSERT_TRUE(shown == encoded || shown == "\uFFFD") << std::hex << static_cast<unsigned>(character);
  }
}

struct not_utf8 {
  const char* name;
  std::string octets;
  std::string shown;
};
void PrintTo(const not_utf8& one, std::ostream* out) { *out << one.name; }

class printable_text_of_octets_that_are_not_utf8 : public testing::TestWithParam<not_utf8> {};

TEST_P(printable_text_of_octets_that_are_not_utf8, is_replaced) {
  EXPECT_EQ(printable(GetParam().octets), GetParam().shown);
  EXPECT_EQ(printable("a" + GetParam().octets + "z"), "a" + GetParam().shown + "z");
}

INSTANTIATE_TEST_SUITE_P(
    all, printable_text_of_octets_that_are_not_utf8,
    testing::Values(
        not_utf8{"a continuation alone", "\x80", "\uFFFD"}, not_utf8{"the last continuation alone", "\xBF", "\uFFFD"},
        not_utf8{"two octets cut", "\xC3", "\uFFFD"}, not_utf8{"three octets cut after two", "\xE2\x82", "\uFFFD"},
        not_utf8{"four octets cut after three", "\xF0\x9F\xA6", "\uFFFD"},
        not_utf8{"overlong in two", "\xC0\xAF", "\uFFFD\uFFFD"}, not_utf8{"overlong NUL", "\xC0\x80", "\uFFFD\uFFFD"},
        not_utf8{"overlong in two, highest", "\xC1\xBF", "\uFFFD\uFFFD"},
        not_utf8{"overlong in three", "\xE0\x80\xAF", "\uFFFD\uFFFD\uFFFD"},
        not_utf8{"overlong in three, highest", "\xE0\x9F\xBF", "\uFFFD\uFFFD\uFFFD"},
        not_utf8{"overlong in four", "\xF0\x80\x80\xAF", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        not_utf8{"overlong in four, highest", "\xF0\x8F\xBF\xBF", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        not_utf8{"the first surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
        not_utf8{"the last surrogate", "\xED\xBF\xBF", "\uFFFD\uFFFD\uFFFD"},
        not_utf8{"beyond the last character", "\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        not_utf8{"a lead of five octets", "\xF8\x88\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
        not_utf8{"FE and FF", "\xFE\xFF", "\uFFFD\uFFFD"}, not_utf8{"two leads", "\xC3\xC3", "\uFFFD\uFFFD"},
        not_utf8{"a lead, then a whole character", "\xE2\x82\xC3\xA9", "\uFFFD\xC3\xA9"},
        not_utf8{"Latin-1", "caf\xE9", "caf\uFFFD"}));

TEST(printable_text, is_never_longer_than_its_limit_and_never_cut_inside_a_character) {
  const std::string text =
      "aé€🦀"
      "\x1B"
      "b\xFF"
      "é€🦀zz";
  const std::string whole = printable(text);
  for (std::size_t limit = 0; limit <= whole.size() + 1; ++limit) {
    const std::string shown = printable_text(text, limit);
    EXPECT_LE(shown.size(), limit);
    EXPECT_EQ(printable(shown), shown) << "a cut character would be replaced";
    if (limit >= whole.size()) {
      EXPECT_EQ(shown, whole);
    } else if (limit >= 3) {
      EXPECT_TRUE(shown.ends_with("…")) << limit;
      EXPECT_TRUE(whole.starts_with(shown.substr(0, shown.size() - 3))) << limit;
      EXPECT_GE(shown.size() + 3, limit) << "no more is cut than a character and the mark need";
    } else {
      EXPECT_EQ(shown, "");
    }
  }
}

TEST(printable_text, of_a_hundred_megabytes_costs_what_its_limit_costs) {
  const std::string text(100'000'000, '\x80');
  EXPECT_EQ(printable_text(text, 9), "\uFFFD\uFFFD…");
}

TEST(escaped_for_log, is_one_line_of_printable_ascii) {
  std::string everything;
  for (int octet = 0; octet < 256; ++octet) everything += static_cast<char>(octet);
  for (const char shown : escaped_for_log(everything, plenty)) {
    EXPECT_TRUE(shown >= 0x20 && shown < 0x7F) << static_cast<int>(shown);
  }
}

TEST(escaped_for_log, names_each_octet) {
  EXPECT_EQ(escaped_for_log("plain text", plenty), "plain text");
  EXPECT_EQ(escaped_for_log("a\nb\rc\td", plenty), "a\\nb\\x0dc\\x09d");
  EXPECT_EQ(escaped_for_log("\x1B[0m\x7F", plenty), "\\x1b[0m\\x7f");
  EXPECT_EQ(escaped_for_log("é\xFF", plenty), "\\xc3\\xa9\\xff");
  EXPECT_EQ(escaped_for_log("\0"s, plenty), "\\x00");
}

TEST(escaped_for_log, lets_no_text_look_like_an_escape_or_leave_its_quotes) {
  EXPECT_EQ(escaped_for_log("\\n", plenty), "\\\\n");
  EXPECT_EQ(escaped_for_log("\" level=info", plenty), "\\\" level=info");
}

TEST(escaped_for_log, is_cut_between_characters) {
  const std::string text = "aé\n\\🦀b";
  const std::string whole = escaped_for_log(text, plenty);
  for (std::size_t limit = 0; limit <= whole.size() + 1; ++limit) {
    const std::string shown = escaped_for_log(text, limit);
    EXPECT_LE(shown.size(), limit);
    if (limit >= whole.size()) {
      EXPECT_EQ(shown, whole);
      continue;
    }
    if (limit < 3) continue;
    ASSERT_TRUE(shown.ends_with("...")) << limit;
    const std::string kept = shown.substr(0, shown.size() - 3);
    const bool between = kept.empty() || kept == "a" || kept == "a\\xc3\\xa9" || kept == "a\\xc3\\xa9\\n" ||
                         kept == "a\\xc3\\xa9\\n\\\\" || kept == "a\\xc3\\xa9\\n\\\\\\xf0\\x9f\\xa6\\x80";
    EXPECT_TRUE(between) << kept;
  }
}

}  // namespace
}  // namespace glasshell
