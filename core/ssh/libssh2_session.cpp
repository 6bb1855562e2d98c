#include "ssh/libssh2_session.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <climits>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr char our_identification[] = "SSH-2.0-Glasshell";
constexpr std::size_t software_limit_bytes = 1024;
// Never used: libssh2, as we build it, only asks that it is not negative.
constexpr libssh2_socket_t no_descriptor = 3;

std::string name_or_empty(const char* name) { return name == nullptr ? "" : name; }

}  // namespace

std::unique_ptr<libssh2_session> libssh2_session::create(const algorithm_preferences& offered,
                                                         std::size_t memory_limit_bytes) {
  std::unique_ptr<libssh2_session> made(new libssh2_session(memory_limit_bytes));
  return made->open(offered) ? std::move(made) : nullptr;
}

bool libssh2_session::open(const algorithm_preferences& offered) {
  static const int ready = libssh2_init(0);
  if (ready != 0) return false;
  raw_ = libssh2_session_init_ex(allocate, release, resize, this);
  if (raw_ == nullptr) return false;
  libssh2_session_set_blocking(raw_, 0);
  libssh2_session_set_read_timeout(raw_, LONG_MAX);  // time-outs are the engine's: libssh2's ask the wall clock
  set_callback(LIBSSH2_CALLBACK_SEND, send_octets);
  set_callback(LIBSSH2_CALLBACK_RECV, receive_octets);
  set_callback(LIBSSH2_CALLBACK_DISCONNECT, disconnected);
  const std::pair<int, const std::string&> lists[] = {
      {LIBSSH2_METHOD_KEX, offered.kex},         {LIBSSH2_METHOD_HOSTKEY, offered.host_key},
      {LIBSSH2_METHOD_CRYPT_CS, offered.cipher}, {LIBSSH2_METHOD_CRYPT_SC, offered.cipher},
      {LIBSSH2_METHOD_MAC_CS, offered.mac},      {LIBSSH2_METHOD_MAC_SC, offered.mac},
  };
  for (const auto& [method, names] : lists) {
    if (libssh2_session_method_pref(raw_, method, names.c_str()) != 0) return false;
  }
  return libssh2_session_banner_set(raw_, our_identification) == 0;
}

libssh2_session::~libssh2_session() {
  if (raw_ == nullptr) return;
  // libssh2 frees the host key's object only once keys are in use.
  const bool forgotten = (raw_->state & LIBSSH2_STATE_NEWKEYS) == 0 && raw_->server_hostkey_abstract != nullptr;
  if (forgotten && raw_->hostkey != nullptr && raw_->hostkey->dtor != nullptr) {
    raw_->hostkey->dtor(raw_, &raw_->server_hostkey_abstract);
  }
  libssh2_session_free(raw_);
}

int libssh2_session::handshake() { return libssh2_session_handshake(raw_, no_descriptor); }

LIBSSH2_RECV_FUNC(libssh2_session::receive_octets) {
  static_cast<void>(socket);
  static_cast<void>(flags);
  octet_stream& stream = self(abstract).stream_;
  const std::size_t given = stream.read({static_cast<std::uint8_t*>(buffer), length});
  return given == 0 && !stream.ended() ? -EAGAIN : static_cast<ssize_t>(given);
}

LIBSSH2_SEND_FUNC(libssh2_session::send_octets) {
  static_cast<void>(socket);
  static_cast<void>(flags);
  // All is taken, always: a packet half sent would bind us to repeat the very same call before any other.
  self(abstract).stream_.write({static_cast<const std::uint8_t*>(buffer), length});
  return static_cast<ssize_t>(length);
}

LIBSSH2_DISCONNECT_FUNC(libssh2_session::disconnected) {
  static_cast<void>(session);
  static_cast<void>(language);
  static_cast<void>(language_len);
  std::string text = message == nullptr ? "" : std::string(message, static_cast<std::size_t>(message_len));
  self(abstract).disconnect_text_ = std::to_string(reason) + (text.empty() ? "" : ": " + text);
}

std::string libssh2_session::signature_algorithms() const { return name_or_empty(raw_->server_sign_algorithms); }

negotiated libssh2_session::methods() const {
  const auto name = [this](int method) { return name_or_empty(libssh2_session_methods(raw_, method)); };
  // These ciphers authenticate by themselves; what libssh2 names beside them is not used.
  const auto mac_name = [&](int method, const std::string& cipher) {
    return authenticates_by_itself(cipher) ? "implicit" : name(method);
  };
  negotiated in_use{.server_software = printable_text(stream_.identification().line(), software_limit_bytes),
                    .kex = name(LIBSSH2_METHOD_KEX),
                    .host_key = name(LIBSSH2_METHOD_HOSTKEY),
                    .cipher_to_server = name(LIBSSH2_METHOD_CRYPT_CS),
                    .cipher_to_client = name(LIBSSH2_METHOD_CRYPT_SC),
                    .mac_to_server = {},
                    .mac_to_client = {},
                    .rekeys = 0};
  in_use.mac_to_server = mac_name(LIBSSH2_METHOD_MAC_CS, in_use.cipher_to_server);
  in_use.mac_to_client = mac_name(LIBSSH2_METHOD_MAC_SC, in_use.cipher_to_client);
  return in_use;
}

}  // namespace glasshell::ssh
