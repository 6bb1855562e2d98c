// The words of which the way to a host is made, as ssh takes them: hosts, ports, users, and chains of them (ProxyJump). What
// passes here can stand in a command line, a log line or a JSON text without harm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::openssh {

/// What a person may write behind ssh: a name of theirs, which need not be one of the network.
bool is_host_argument(std::string_view text);
/// A name or an address that something can be dialled at. IPv6 stands without brackets.
bool is_host(std::string_view text) noexcept;
bool is_user(std::string_view text);
/// @return nothing if it is no number from 1 to 65535 (or "ssh", the only name of a port that is known here)
std::optional<std::uint16_t> parse_port(std::string_view text) noexcept;

/// One host of a chain, as it is written.
struct jump_word {
  std::string host;  ///< without brackets; a name that the configuration may know
  std::string user;  ///< empty: not given
  std::optional<std::uint16_t> port;
  friend bool operator==(const jump_word&, const jump_word&) = default;
};

/// The value of ProxyJump.
///
/// @return the hosts in the order in which they are passed, none of them for "none"; nothing if it cannot be read
std::optional<std::vector<jump_word>> parse_jump_chain(std::string_view text);

}  // namespace glasshell::relay::openssh
