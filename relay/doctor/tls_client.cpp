#include "relay/doctor/tls_client.hpp"

#include "base/text.hpp"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>

namespace glasshell::relay::doctor {

namespace {

constexpr std::size_t longest_text = 200;
constexpr std::size_t most_problems = 16;
constexpr std::size_t most_names = 32;

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

std::string one_line(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), &BIO_free);
  X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return printable_text({text, static_cast<std::size_t>(std::max(size, 0L))}, longest_text);
}

std::time_t time_of(const ASN1_TIME* when) {
  std::tm utc{};
  return ASN1_TIME_to_tm(when, &utc) == 1 ? timegm(&utc) : 0;
}

std::string text_of(const ASN1_STRING& name) {
  const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(&name));
  return printable_text({text, static_cast<std::size_t>(ASN1_STRING_length(&name))}, longest_text);
}

std::string address_of(const ASN1_STRING& octets) {
  const unsigned char* data = ASN1_STRING_get0_data(&octets);
  const int size = ASN1_STRING_length(&octets);
  if (size == 4) {
    boost::asio::ip::address_v4::bytes_type v4{};
    std::copy_n(data, 4, v4.begin());
    return boost::asio::ip::address_v4(v4).to_string();
  }
  if (size == 16) {
    boost::asio::ip::address_v6::bytes_type v6{};
    std::copy_n(data, 16, v6.begin());
    return boost::asio::ip::address_v6(v6).to_string();
  }
  return {};
}

std::vector<std::string> names_of(X509* leaf) {
  std::vector<std::string> names;
  auto* const found = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(found) && names.size() < most_names; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(found, i);
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
    if (type == GEN_DNS) names.push_back(text_of(*value));
    if (type == GEN_IPADD) names.push_back(address_of(*value));
  }
  GENERAL_NAMES_free(found);
  return names;
}

bool says_where_its_issuer_is(X509* leaf) {
  auto* const found = static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(leaf, NID_info_access, nullptr, nullptr));
  bool says = false;
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(found); ++i) {
    says = says || OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(found, i)->method) == NID_ad_ca_issuers;
  }
  AUTHORITY_INFO_ACCESS_free(found);
  return says;
}

/// Each protocol behind its length (RFC 7301 §3.1).
std::string alpn_list(const std::vector<std::string>& protocols) {
  std::string list;
  for (const std::string& each : protocols) list.append(1, static_cast<char>(each.size())).append(each);
  return list;
}

}  // namespace

std::unique_ptr<tls_client> tls_client::create(const tls_options& chosen) {
  std::unique_ptr<tls_client> made(new tls_client());
  made->context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = made->context_.get();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_default_verify_paths(context);
  if (!chosen.ca_file.empty() && SSL_CTX_load_verify_locations(context, chosen.ca_file.c_str(), nullptr) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &tls_client::note_problem);

  made->ssl_.reset(SSL_new(context));
  SSL* ssl = made->ssl_.get();
  SSL_set_ex_data(ssl, 0, made.get());
  if (is_address(chosen.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), chosen.host.c_str());
  } else {
    std::string name = chosen.host;
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    SSL_set1_host(ssl, chosen.host.c_str());
  }
  if (const std::string list = alpn_list(chosen.alpn); !list.empty()) {
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(list.data()), static_cast<unsigned>(list.size()));
  }
  made->in_ = BIO_new(BIO_s_mem());
  made->out_ = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, made->in_, made->out_);
  SSL_set_connect_state(ssl);
  made->shake_hands();
  return made;
}

tls_client::~tls_client() = default;

int tls_client::note_problem(int well, X509_STORE_CTX* store) {
  if (well == 1) return 1;
  auto* const ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* const self = static_cast<tls_client*>(SSL_get_ex_data(ssl, 0));
  const int code = X509_STORE_CTX_get_error(store);
  if (self->certificate_.problems.size() < most_problems) {
    self->certificate_.problems.push_back(
        {code, X509_STORE_CTX_get_error_depth(store), X509_verify_cert_error_string(code)});
  }
  return 1;  // the walk goes on, and the doctor says what it saw
}

void tls_client::feed(bytes_view from_peer) {
  if (state_ == state::failed) return;
  BIO_write(in_, from_peer.data(), static_cast<int>(from_peer.size()));
  if (state_ == state::shaking_hands) shake_hands();
}

void tls_client::shake_hands() {
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  if (outcome == 1) {
    state_ = state::open;
    describe_certificate();
    return;
  }
  const int why = SSL_get_error(ssl_.get(), outcome);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail();
}

void tls_client::fail() {
  state_ = state::failed;
  const unsigned long code = ERR_peek_error();
  const char* reason = ERR_reason_error_string(code);
  error_ = reason == nullptr ? "TLS failed" : reason;
  no_application_protocol_ = ERR_GET_REASON(code) == SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL;
  ERR_clear_error();
}

bytes tls_client::take_output() {
  bytes octets(BIO_ctrl_pending(out_));
  if (!octets.empty()) BIO_read(out_, octets.data(), static_cast<int>(octets.size()));
  return octets;
}

bytes tls_client::read() {
  bytes plain;
  if (state_ != state::open) return plain;
  std::array<std::uint8_t, 16384> piece{};
  for (;;) {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
    if (size > 0) {
      plain.insert(plain.end(), piece.begin(), piece.begin() + size);
      continue;
    }
    const int why = SSL_get_error(ssl_.get(), size);
    if (why == SSL_ERROR_ZERO_RETURN) {
      state_ = state::closed;
    } else if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
      fail();
    }
    return plain;
  }
}

void tls_client::write(bytes_view plain) {
  if (state_ != state::open || plain.empty()) return;
  ERR_clear_error();
  // Memory takes all of it at once.
  if (SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())) <= 0) fail();
}

void tls_client::close() {
  if (state_ == state::open) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

std::string tls_client::alpn() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(name), size);
}

std::string tls_client::version() const { return SSL_get_version(ssl_.get()); }

void tls_client::describe_certificate() {
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
  if (!leaf) return;
  certificate_.subject = one_line(X509_get_subject_name(leaf.get()));
  certificate_.issuer = one_line(X509_get_issuer_name(leaf.get()));
  certificate_.names = names_of(leaf.get());
  certificate_.not_before = time_of(X509_get0_notBefore(leaf.get()));
  certificate_.not_after = time_of(X509_get0_notAfter(leaf.get()));
  certificate_.says_where_its_issuer_is = says_where_its_issuer_is(leaf.get());
  certificate_.chain_length = static_cast<std::size_t>(std::max(sk_X509_num(SSL_get_peer_cert_chain(ssl_.get())), 0));
}

}  // namespace glasshell::relay::doctor
