// Files of known hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): which keys a host may show, whose certificates count for it, and
// which keys are revoked.
#pragma once

#include "relay/openssh/hashed_name.hpp"
#include "relay/openssh/note.hpp"
#include "ssh/action.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::openssh {

enum class key_marker : std::uint8_t {
  none,
  certificate_authority,  ///< the key signs the certificates of hosts
  revoked,                ///< the key counts for nothing
};

/// A line with a key.
struct known_host {
  key_marker marker = key_marker::none;
  std::string names;                  ///< patterns in lower case, separated by commas; or a hashed name
  std::optional<hashed_name> hashed;  ///< the name, if it is hashed
  ssh::known_host_key key;
  std::string comment;  ///< what stands behind the key, as it stands
  place where;
};

struct known_hosts {
  std::vector<known_host> entries;
  std::vector<note> notes;
  std::size_t notes_left_out = 0;
};

struct known_hosts_limits {
  std::size_t octets = 8 * std::size_t{1024} * 1024;
  std::size_t lines = 50'000;
};

/// @param name  of the file; it stands in places
/// @return every line with a key. Others are left out and noted
known_hosts parse_known_hosts(std::string_view text, const std::string& name, const known_hosts_limits& limits = {});

/// Whether a line is for a host, as ssh tells it.
///
/// @param name  in lower case, as `known_name` makes it
bool is_for(const known_host& line, std::string_view name);

/// Under which name a host's keys stand: the host itself, or `[host]:port` if the port is another than 22.
std::string known_name(std::string_view host, std::uint16_t port);

/// What is known of one host, each key once and in the order of the file.
struct known_keys {
  std::vector<ssh::known_host_key> host_keys;
  /// Keys of the host without its port, if it is another than 22. ssh accepts one of these as well, as long as `host_keys` is
  /// empty; but since they may be another server's, no other key is a changed one for their sake.
  std::vector<ssh::known_host_key> host_keys_without_port;
  std::vector<ssh::known_host_key> certificate_authorities;  ///< with and without the port: ssh accepts each
  std::vector<ssh::known_host_key> revoked;                  ///< with and without the port; they are in no other list
};

/// A hashed name costs an HMAC at each call: a microsecond a line.
///
/// @param host  what is dialled; or the host's HostKeyAlias, with port 22
known_keys keys_for(std::span<const known_host> lines, std::string_view host, std::uint16_t port);

}  // namespace glasshell::relay::openssh
