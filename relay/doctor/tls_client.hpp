// The client's half of one TLS connection over memory: octets of the peer in, octets for the peer out. It goes on with any
// certificate and remembers what is wrong with it, since saying that is what it is for; nothing secret may pass through it before
// `certificate().problems` was looked at. No sockets may enter.
#pragma once

#include "base/bytes.hpp"

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::relay::doctor {

struct certificate_problem {
  int code = 0;  ///< X509_V_ERR_…
  int depth = 0;
  std::string text;  ///< OpenSSL's
};

/// What the peer showed.
struct certificate_facts {
  std::string subject;
  std::string issuer;
  std::vector<std::string> names;  ///< DNS names and addresses that it is for
  std::time_t not_before = 0;
  std::time_t not_after = 0;
  bool says_where_its_issuer_is = false;  ///< an address for its issuer's certificate, as public authorities put in
  std::size_t chain_length = 0;
  std::vector<certificate_problem> problems;
};

struct tls_options {
  std::string host;
  std::string ca_file;            ///< trusted besides the system's; empty for none
  std::vector<std::string> alpn;  ///< offered in this order
};

/// @par Thread safety  None.
class tls_client {
 public:
  enum class state : std::uint8_t { shaking_hands, open, closed, failed };

  /// @return nothing if the CA file cannot be read
  static std::unique_ptr<tls_client> create(const tls_options& chosen);
  ~tls_client();
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;

  void feed(bytes_view from_peer);
  /// Octets for the peer, once.
  bytes take_output();

  [[nodiscard]] state current() const noexcept { return state_; }
  /// Plain octets that arrived, once. @return nothing if there are none yet
  bytes read();
  void write(bytes_view plain);
  /// Says goodbye.
  void close();

  [[nodiscard]] const certificate_facts& certificate() const noexcept { return certificate_; }
  [[nodiscard]] std::string alpn() const;
  [[nodiscard]] std::string version() const;
  /// The alert of either side, or OpenSSL's words; empty unless it failed.
  [[nodiscard]] const std::string& error() const noexcept { return error_; }
  /// TLS alert number 120 came: the peer speaks none of the protocols that were offered over TLS.
  [[nodiscard]] bool no_application_protocol() const noexcept { return no_application_protocol_; }

 private:
  struct free_context {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  };
  struct free_ssl {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  };
  tls_client() = default;
  static int note_problem(int well, X509_STORE_CTX* store);
  void shake_hands();
  void fail();
  void describe_certificate();

  std::unique_ptr<SSL_CTX, free_context> context_;
  std::unique_ptr<SSL, free_ssl> ssl_;
  BIO* in_ = nullptr;   // the SSL's
  BIO* out_ = nullptr;  // likewise
  state state_ = state::shaking_hands;
  certificate_facts certificate_;
  std::string error_;
  bool no_application_protocol_ = false;
};

}  // namespace glasshell::relay::doctor
