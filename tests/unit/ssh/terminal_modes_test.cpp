// RFC 4254 §8 and RFC 8160.
#include "ssh/terminal_modes.hpp"

#include "base/wire.hpp"

#include <gtest/gtest.h>

#include <map>

namespace glasshell::ssh {
namespace {

std::map<std::uint8_t, std::uint32_t> decoded() {
  const bytes encoded = encoded_terminal_modes();
  wire_reader reader(encoded);
  std::map<std::uint8_t, std::uint32_t> modes;
  for (std::uint8_t opcode = reader.u8(); opcode != 0; opcode = reader.u8()) {
    EXPECT_LT(opcode, 160) << "opcodes from 160 have no argument that every server knows";
    EXPECT_TRUE(modes.emplace(opcode, reader.u32()).second) << "said twice: " << int(opcode);
    if (reader.failed()) break;
  }
  EXPECT_TRUE(reader.complete()) << "TTY_OP_END is the last octet";
  return modes;
}

TEST(terminal_modes, are_those_of_a_sane_terminal) {
  const auto modes = decoded();
  EXPECT_EQ(modes.at(1), 3U) << "VINTR is Ctrl-C";
  EXPECT_EQ(modes.at(3), 0x7fU) << "VERASE is what xterm.js sends for backspace";
  EXPECT_EQ(modes.at(5), 4U) << "VEOF is Ctrl-D";
  EXPECT_EQ(modes.at(10), 26U) << "VSUSP is Ctrl-Z";
  EXPECT_EQ(modes.at(36), 1U) << "ICRNL";
  EXPECT_EQ(modes.at(42), 1U) << "IUTF8";
  for (const std::uint8_t on : bytes{38, 50, 51, 53, 59, 70, 72, 91}) EXPECT_EQ(modes.at(on), 1U) << int(on);
  for (const std::uint8_t off : bytes{33, 34, 35, 39, 56, 57, 73}) EXPECT_EQ(modes.at(off), 0U) << int(off);
}

TEST(terminal_modes, have_a_line_speed_both_ways) {
  const auto modes = decoded();
  EXPECT_EQ(modes.at(128), 38400U);
  EXPECT_EQ(modes.at(129), 38400U);
}

}  // namespace
}  // namespace glasshell::ssh
