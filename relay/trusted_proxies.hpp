// Whose word about a client's address is taken, and what their headers say (X-Forwarded-For; Forwarded, RFC 7239). Anyone can
// write such a header, so only what a configured proxy wrote counts.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

enum class forwarding_header : std::uint8_t { none, x_forwarded_for, forwarded };

/// Its name in a request; empty for none.
std::string_view name_of(forwarding_header header) noexcept;

/// "10.0.0.0/8", "2001:db8::/32", or one address.
class network {
 public:
  static std::optional<network> parse(std::string_view text);
  [[nodiscard]] bool contains(const boost::asio::ip::address& address) const;

 private:
  std::array<std::uint8_t, 16> prefix_{};  // IPv4 as ::ffff:0:0/96
  unsigned bits_ = 0;
};

/// @par Thread safety  Immutable.
class trusted_proxies {
 public:
  trusted_proxies() = default;

  /// @param texts  networks, and "unix" for whoever comes over a Unix socket
  /// @return nothing if one of them is neither
  static std::optional<trusted_proxies> parse(const std::vector<std::string>& texts);

  [[nodiscard]] bool trusts(const boost::asio::ip::address& address) const;
  [[nodiscard]] bool trusts_unix_sockets() const noexcept { return unix_; }
  [[nodiscard]] bool none() const noexcept { return networks_.empty() && !unix_; }

  /// Whom a request comes from, by its header: read from the right, the first address that is not a trusted proxy's. What
  /// stands left of it was written by who knows whom.
  ///
  /// @param value  of all such fields of the request, joined by commas in their order
  /// @param from  the proxy that sent it, which is trusted
  /// @return if something in the way is no address, the last proxy before it
  [[nodiscard]] boost::asio::ip::address client_of(forwarding_header header, std::string_view value,
                                                   const boost::asio::ip::address& from) const;

 private:
  std::vector<network> networks_;
  bool unix_ = false;
};

}  // namespace glasshell::relay
