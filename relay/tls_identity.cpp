#include "relay/tls_identity.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <string_view>

namespace glasshell::relay {

namespace {

using context = tls_identity::context;

// Of TLS 1.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else.
constexpr const char* tls_1_2_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// RFC 7301: no HTTP/2 is spoken here, and a client that offers it as the only one hears so in the handshake.
constexpr std::string_view http_1_1 = "\x08http/1.1";

int choose_protocol(SSL* /*of*/, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                    unsigned offered_size, void* /*unused*/) {
  unsigned char* selected = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(http_1_1.data());
  const int outcome = SSL_select_next_proto(&selected, chosen_size, ours, static_cast<unsigned>(http_1_1.size()),
                                            offered, offered_size);
  *chosen = selected;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// A file's place and age: replacing it, by writing or by renaming another over it, changes one of them.
std::string state_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return path + " is not there";
  return path + " " + std::to_string(found.st_dev) + " " + std::to_string(found.st_ino) + " " +
         std::to_string(found.st_size) + " " + std::to_string(found.st_mtim.tv_sec) + "." +
         std::to_string(found.st_mtim.tv_nsec);
}

std::string state_of(const tls_settings& from) { return state_of(from.certificate) + "\n" + state_of(from.key); }

config_error cannot_use(const std::string& path, std::string_view what, const boost::system::error_code& error) {
  return config_error{path + ": " + std::string(what) + ": " + error.message()};
}

}  // namespace

std::optional<config_error> tls_identity::load(const tls_settings& from) {
  const std::lock_guard lock(mutex_);
  seen_ = state_of(from);
  return load_now(from);
}

std::optional<config_error> tls_identity::load_now(const tls_settings& from) {
  auto made = std::make_shared<context>(context::tls_server);
  SSL_CTX* native = made->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // an idle session keeps none
  SSL_CTX_set_cipher_list(native, tls_1_2_ciphers);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

  boost::system::error_code error;
  // Nobody is there to ask for a passphrase.
  made->set_password_callback([](std::size_t, context::password_purpose) { return std::string(); }, error);
  made->use_certificate_chain_file(from.certificate, error);
  if (error) return cannot_use(from.certificate, "is no certificate in PEM", error);
  made->use_private_key_file(from.key, context::pem, error);
  if (error) return cannot_use(from.key, "is no key in PEM, or not that of the certificate", error);
  if (SSL_CTX_check_private_key(native) != 1) {
    ERR_clear_error();
    return config_error{from.key + ": is not the key of " + from.certificate};
  }
  present_ = std::move(made);
  return std::nullopt;
}

tls_identity::news tls_identity::reload(const tls_settings& from, std::string& why) {
  const std::lock_guard lock(mutex_);
  const std::string now = state_of(from);
  if (now == seen_) return news::none;
  seen_ = now;  // a bad pair is told once, not at every look
  const auto refused = load_now(from);
  if (!refused) return news::replaced;
  why = refused->text;
  return news::refused;
}

std::shared_ptr<context> tls_identity::present() const {
  const std::lock_guard lock(mutex_);
  return present_;
}

}  // namespace glasshell::relay
