// Whatever a peer sends as text is shown as valid UTF-8 without controls, and logged as one line of ASCII.
#include "base/text.hpp"

#include "require.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using glasshell::fuzz::require;

/// The shortest form of a character, written apart from the code under test.
std::string encoded(std::uint32_t character) {
  const auto octet = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (character < 0x80) return {octet(character)};
  std::string tail;
  std::uint32_t lead_room = 0x20;
  while (character >= lead_room) {
    tail.insert(tail.begin(), octet(0x80 | (character & 0x3F)));
    character >>= 6;
    lead_room = tail.size() == 1 ? 0x20 : lead_room >> 1;
  }
  const std::uint32_t mark = tail.size() == 1 ? 0xC0 : tail.size() == 2 ? 0xE0 : 0xF0;
  return octet(mark | character) + tail;
}

/// Takes one character; what is not one in its shortest form ends the process.
std::uint32_t take_character(std::string_view& rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  require(size <= rest.size(), "a character is whole");
  std::uint32_t character = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) character = (character << 6) | (static_cast<unsigned char>(rest[i]) & 0x3FU);
  require(encoded(character) == rest.substr(0, size), "a character has its one form");
  rest.remove_prefix(size);
  return character;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t limit = octets[0];
  const std::string_view text(reinterpret_cast<const char*>(octets) + 1, size - 1);

  const std::string shown = glasshell::printable_text(text, limit);
  require(shown.size() <= limit, "no text is longer than its limit");
  for (std::string_view rest = shown; !rest.empty();) {
    const std::uint32_t character = take_character(rest);
    require(character == '\n' || character == '\t' || character >= 0x20, "there is no C0 control");
    require(character < 0x7F || character > 0x9F, "there is no C1 control");
    require(character < 0xD800 || character > 0xDFFF, "there is no surrogate");
    require(character <= 0x10FFFF, "there is nothing beyond Unicode");
    require(character < 0x202A || character > 0x202E, "there is no bidirectional override");
    require(character < 0x2066 || character > 0x2069, "there is no bidirectional isolate");
  }
  require(glasshell::printable_text(shown, limit) == shown, "what is printable stays as it is");

  const std::string logged = glasshell::escaped_for_log(text, limit);
  require(logged.size() <= limit, "no log text is longer than its limit");
  for (const char octet : logged) require(octet >= 0x20 && octet < 0x7F, "a log holds printable ASCII");
  return 0;
}
