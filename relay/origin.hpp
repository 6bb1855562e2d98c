// By which names the relay is reached, and from which pages it may be used. Both headers are compared with configured names
// and never with each other: an attacker's page that resolves its own name to the relay (DNS rebinding) sends a Host and an
// Origin that agree.
#pragma once

#include "relay/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

/// "scheme://host[:port]" as browsers send it (RFC 6454 §6.2): http or https, no path.
bool is_origin(std::string_view text);

/// @par Thread safety  Immutable.
class origin_policy {
 public:
  /// @param port  that the relay listens on, which loopback's default names carry
  origin_policy(const config& settings, std::uint16_t port);

  [[nodiscard]] bool allows_host(std::string_view host) const;
  /// The configured origin equal to `origin`, for an answer to name; empty if there is none.
  [[nodiscard]] std::string_view find_origin(std::string_view origin) const;

  [[nodiscard]] const std::vector<std::string>& hosts() const noexcept { return hosts_; }
  [[nodiscard]] const std::vector<std::string>& origins() const noexcept { return origins_; }

 private:
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
};

}  // namespace glasshell::relay
