#include "support/tls_client.hpp"

#include "support/child_process.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <exception>
#include <stdexcept>

namespace glasshell::test {

namespace {

[[noreturn]] void fail(const std::string& what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  throw std::runtime_error(what + ": " + text.data());
}

}  // namespace

certificate_files make_certificate(const temporary_directory& folder, const std::string& name,
                                   const std::string& subject) {
  certificate_files made{(folder.path() / (name + ".pem")).string(), (folder.path() / (name + ".key")).string()};
  run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
       "-subj", "/CN=" + subject, "-keyout", made.key, "-out", made.certificate});
  return made;
}

struct tls_client::parts {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  socket_handle socket;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl{nullptr, SSL_free};
};

tls_client::tls_client(std::uint16_t port, const tls_options& options) : parts_(std::make_unique<parts>()) {
  SSL_CTX* context = parts_->context.get();
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");  // what the relay refuses, it is to refuse itself
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);     // or a ticket would be read on from, into silence
  SSL_CTX_set_min_proto_version(context, options.version);
  SSL_CTX_set_max_proto_version(context, options.version);
  parts_->socket = connect_loopback(port);
  const timeval patience{20, 0};
  setsockopt(parts_->socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  parts_->ssl.reset(SSL_new(context));
  SSL* ssl = parts_->ssl.get();
  if (!options.protocol.empty()) {
    std::string offered(1, static_cast<char>(options.protocol.size()));
    offered += options.protocol;
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(offered.data()),
                        static_cast<unsigned>(offered.size()));
  }
  SSL_set_fd(ssl, parts_->socket.get());
  if (SSL_connect(ssl) != 1) fail("TLS handshake");
}
tls_client::~tls_client() = default;
tls_client::tls_client(tls_client&&) noexcept = default;

void tls_client::send(std::string_view octets) {
  if (SSL_write(parts_->ssl.get(), octets.data(), static_cast<int>(octets.size())) <= 0) fail("TLS write");
}

std::optional<std::string> tls_client::receive_now() {
  std::string octets(64 * 1024, '\0');
  const int size = SSL_read(parts_->ssl.get(), octets.data(), static_cast<int>(octets.size()));
  if (size > 0) {
    octets.resize(static_cast<std::size_t>(size));
    return octets;
  }
  const int reason = SSL_get_error(parts_->ssl.get(), size);
  if (reason == SSL_ERROR_ZERO_RETURN) return std::string();
  if (reason == SSL_ERROR_WANT_READ) return std::nullopt;
  fail("TLS read");
}

std::string tls_client::receive() {
  // More tickets than these nobody sends; each silence is bounded by the socket's patience.
  for (int i = 0; i < 8; ++i) {
    if (auto octets = receive_now()) return *std::move(octets);
  }
  throw std::runtime_error("TLS read: nothing came");
}

std::string tls_client::receive_all() {
  std::string all;
  for (;;) {
    const std::string some = receive();
    if (some.empty()) return all;
    all += some;
  }
}

std::string tls_client::subject() const {
  const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(parts_->ssl.get()), X509_free);
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

std::string tls_client::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(parts_->ssl.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

int tls_client::descriptor() const noexcept { return parts_->socket.get(); }
bool tls_client::has_pending() const { return SSL_has_pending(parts_->ssl.get()) == 1; }

tls_bridge::tls_bridge(std::uint16_t port)
    : thread_([this, port] {
        try {
          carry(port);
        } catch (const std::exception&) {  // one of the two has hung up
        }
      }) {}

tls_bridge::~tls_bridge() { thread_.join(); }

void tls_bridge::carry(std::uint16_t to) const {
  const socket_handle plain = listener_.accept();
  tls_client sealed(to);
  for (;;) {
    std::array<pollfd, 2> ready{pollfd{plain.get(), POLLIN, 0}, pollfd{sealed.descriptor(), POLLIN, 0}};
    if (!sealed.has_pending() && poll(ready.data(), ready.size(), 20'000) <= 0) return;
    if (ready[0].revents != 0) {
      const std::string octets = receive_some(plain);
      if (octets.empty()) return;
      sealed.send(octets);
    }
    if (ready[1].revents != 0 || sealed.has_pending()) {
      const auto octets = sealed.receive_now();
      if (octets && octets->empty()) return;
      if (octets) send_all(plain, *octets);
    }
  }
}

}  // namespace glasshell::test
