// One session of libssh2 with what is under it: memory that is counted, and a stream in place of a socket. libssh2's own
// headers come with it, so nobody but packet_transport.cpp includes this.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"
#include "ssh/algorithm_preferences.hpp"
#include "ssh/capped_allocator.hpp"
#include "ssh/octet_stream.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

extern "C" {
#include "libssh2_priv.h"
}

namespace glasshell::ssh {

/// @par Thread safety  None.
class libssh2_session {
 public:
  /// @return nothing if libssh2 does not fit into the limit
  static std::unique_ptr<libssh2_session> create(const algorithm_preferences& offered, std::size_t memory_limit_bytes);
  ~libssh2_session();
  libssh2_session(const libssh2_session&) = delete;
  libssh2_session& operator=(const libssh2_session&) = delete;

  [[nodiscard]] LIBSSH2_SESSION* raw() const noexcept { return raw_; }
  /// @return what `libssh2_session_handshake` does
  int handshake();

  [[nodiscard]] capped_allocator& memory() noexcept { return memory_; }
  [[nodiscard]] const capped_allocator& memory() const noexcept { return memory_; }
  [[nodiscard]] octet_stream& stream() noexcept { return stream_; }
  [[nodiscard]] const octet_stream& stream() const noexcept { return stream_; }

  /// Code and words of the server's SSH_MSG_DISCONNECT, as they came.
  [[nodiscard]] const std::optional<std::string>& disconnect_text() const noexcept { return disconnect_text_; }
  [[nodiscard]] bytes_view session_id() const noexcept { return {raw_->session_id, raw_->session_id_len}; }
  [[nodiscard]] bytes_view host_key_blob() const noexcept { return {raw_->server_hostkey, raw_->server_hostkey_len}; }
  [[nodiscard]] std::string signature_algorithms() const;
  [[nodiscard]] negotiated methods() const;

 private:
  explicit libssh2_session(std::size_t memory_limit_bytes) : memory_(memory_limit_bytes) {}
  bool open(const algorithm_preferences& offered);

  // libssh2's callbacks, declared by its own macros; `abstract` is this object.
  static libssh2_session& self(void** abstract) { return *static_cast<libssh2_session*>(*abstract); }
  static LIBSSH2_ALLOC_FUNC(allocate) { return self(abstract).memory_.allocate(count); }
  static LIBSSH2_REALLOC_FUNC(resize) { return self(abstract).memory_.resize(ptr, count); }
  static LIBSSH2_FREE_FUNC(release) { self(abstract).memory_.release(ptr); }
  static LIBSSH2_SEND_FUNC(send_octets);
  static LIBSSH2_RECV_FUNC(receive_octets);
  static LIBSSH2_DISCONNECT_FUNC(disconnected);

  template <class Callback>
  void set_callback(int which, Callback* callback) {
    libssh2_session_callback_set2(raw_, which, reinterpret_cast<libssh2_cb_generic*>(callback));
  }

  capped_allocator memory_;
  octet_stream stream_;
  LIBSSH2_SESSION* raw_ = nullptr;
  std::optional<std::string> disconnect_text_;
};

}  // namespace glasshell::ssh
