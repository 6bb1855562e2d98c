#include "ssh/terminal_modes.hpp"

#include "base/wire.hpp"

#include <array>
#include <cstdint>

namespace glasshell::ssh {

namespace {

struct terminal_mode {
  std::uint8_t opcode;
  std::uint32_t value;
};

constexpr std::uint32_t no_character = 255;  // RFC 4254 §8: the character is disabled
constexpr std::uint32_t baud = 38400;        // a pty has no line speed; programs that pad for slow ones see a fast one

constexpr std::array<terminal_mode, 44> modes = {{
    {1, 3},             // VINTR: Ctrl-C
    {2, 28},            // VQUIT
    {3, 127},           // VERASE: what the backspace key of xterm.js sends
    {4, 21},            // VKILL
    {5, 4},             // VEOF
    {6, no_character},  // VEOL
    {7, no_character},  // VEOL2
    {8, 17},            // VSTART
    {9, 19},            // VSTOP
    {10, 26},           // VSUSP
    {12, 18},           // VREPRINT
    {13, 23},           // VWERASE
    {14, 22},           // VLNEXT
    {18, 15},           // VDISCARD
    {30, 0},            // IGNPAR
    {31, 0},            // PARMRK
    {32, 0},            // INPCK
    {33, 0},            // ISTRIP
    {34, 0},            // INLCR
    {35, 0},            // IGNCR
    {36, 1},            // ICRNL
    {38, 1},            // IXON
    {39, 0},            // IXANY
    {40, 0},            // IXOFF
    {41, 1},            // IMAXBEL
    {42, 1},            // IUTF8 (RFC 8160): erasing takes whole characters
    {50, 1},            // ISIG
    {51, 1},            // ICANON
    {53, 1},            // ECHO
    {54, 1},            // ECHOE
    {55, 1},            // ECHOK
    {56, 0},            // ECHONL
    {57, 0},            // NOFLSH
    {58, 0},            // TOSTOP
    {59, 1},            // IEXTEN
    {60, 1},            // ECHOCTL
    {61, 1},            // ECHOKE
    {62, 0},            // PENDIN
    {70, 1},            // OPOST
    {72, 1},            // ONLCR
    {73, 0},            // OCRNL
    {91, 1},            // CS8
    {128, baud},        // TTY_OP_ISPEED
    {129, baud},        // TTY_OP_OSPEED
}};
constexpr std::uint8_t end_of_modes = 0;

}  // namespace

bytes encoded_terminal_modes() {
  bytes encoded;
  wire_writer to(encoded);
  for (const terminal_mode& mode : modes) to.u8(mode.opcode).u32(mode.value);
  to.u8(end_of_modes);
  return encoded;
}

}  // namespace glasshell::ssh
