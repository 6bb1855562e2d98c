// A client's side of TLS over a test's socket, by OpenSSL itself; certificates made by `openssl` for one test.
#pragma once

#include "support/loopback.hpp"
#include "support/temporary_directory.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace glasshell::test {

/// A self-signed certificate and its key, in files of these names.
struct certificate_files {
  std::string certificate;
  std::string key;
};
/// @param subject  its common name. Throws if `openssl` fails.
certificate_files make_certificate(const temporary_directory& folder, const std::string& name,
                                   const std::string& subject);

struct tls_options {
  int version = 0;       ///< TLS1_2_VERSION and the like: this one only; 0: what OpenSSL offers
  std::string protocol;  ///< offered by ALPN; empty: none
};

/// @par Errors  All throw std::runtime_error with OpenSSL's words.
class tls_client {
 public:
  tls_client(std::uint16_t port, const tls_options& options = {});
  ~tls_client();
  tls_client(tls_client&&) noexcept;
  tls_client& operator=(tls_client&&) = delete;
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;

  void send(std::string_view octets);
  /// What is there; empty at the end, nothing if it was no octet of the stream's, as a ticket.
  std::optional<std::string> receive_now();
  /// What is there now or comes; empty at the end.
  std::string receive();
  /// Everything to the end.
  std::string receive_all();
  [[nodiscard]] std::string subject() const;
  [[nodiscard]] std::string protocol() const;
  [[nodiscard]] int descriptor() const noexcept;
  /// Octets that were decrypted already and not received.
  [[nodiscard]] bool has_pending() const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

/// For clients that know no TLS: takes one connection on a port of its own and carries it to `port` in TLS.
class tls_bridge {
 public:
  explicit tls_bridge(std::uint16_t port);
  ~tls_bridge();
  tls_bridge(const tls_bridge&) = delete;
  tls_bridge& operator=(const tls_bridge&) = delete;
  [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }

 private:
  void carry(std::uint16_t to) const;

  loopback_listener listener_;
  std::thread thread_;
};

}  // namespace glasshell::test
