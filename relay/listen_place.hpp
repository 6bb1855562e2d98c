// Where the relay listens, as an operator writes it.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay {

struct listen_place {
  enum class kind : std::uint8_t {
    nowhere,
    tcp,        ///< "127.0.0.1:8022", "[::1]:8022"
    unix_path,  ///< "unix:/run/glasshell/relay.sock"
    systemd,    ///< "systemd": the sockets that systemd opened (sd_listen_fds(3))
  };
  kind where = kind::nowhere;
  boost::asio::ip::address address;
  std::uint16_t port = 8022;  ///< 0: the system chooses
  std::string path;

  /// Whether other machines could reach it, as far as the configuration tells.
  [[nodiscard]] bool beyond_loopback() const { return where == kind::tcp && !address.is_loopback(); }
  /// As it stands in a configuration.
  [[nodiscard]] std::string text() const;
};

/// "host", "host:22", "[::1]:22".
struct host_and_port {
  std::string host;
  std::optional<std::uint16_t> port;
};
std::optional<host_and_port> split_address(std::string_view text);

/// @param standard_port  where the text names none
/// @return nothing if the text is none of the forms above; an empty text is nowhere
std::optional<listen_place> parse_listen_place(std::string_view text, std::uint16_t standard_port);

}  // namespace glasshell::relay
