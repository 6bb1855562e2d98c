// The server's side of SSH under a test's full control, for what no honest server does: stray packets, lies, defects. It speaks
// one suite (curve25519-sha256, ssh-ed25519, aes128-ctr, hmac-sha2-256) over a blocking socket, in a thread of its own.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"
#include "support/loopback.hpp"

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

struct evp_pkey_st;
struct evp_cipher_ctx_st;

namespace glasshell::test {

/// The client has closed the connection. Ends a script without failing its test.
struct client_gone : std::runtime_error {
  client_gone() : std::runtime_error("the client has closed the connection") {}
};

class scripted_connection {
 public:
  scripted_connection(socket_handle socket, evp_pkey_st* host_key);
  scripted_connection(const scripted_connection&) = delete;
  scripted_connection& operator=(const scripted_connection&) = delete;
  ~scripted_connection();

  /// Octets as they are, below all protocol.
  void send_raw(std::string_view octets);
  std::string receive_raw() { return receive_some(socket_); }
  /// Reads and drops whatever comes, until the client has gone. @par Errors  Throws `client_gone` then.
  [[noreturn]] void wait_for_client_to_leave();
  void close() { socket_.close(); }

  void identify(std::string_view line = "SSH-2.0-Scripted_1.0");

  enum class defect : std::uint8_t { none, wrong_signature, wrong_host_key_octets };
  struct exchange {
    std::string kex = "curve25519-sha256";
    std::string cipher = "aes128-ctr";
    std::string mac = "hmac-sha2-256";
    scripted_connection::defect defect = defect::none;
    /// Called after KEXINIT was sent and the client's was received, before the reply.
    std::function<void()> before_reply = {};
  };
  /// The first exchange, or another one if keys are in use already.
  void exchange_keys(const exchange& how);
  void exchange_keys() { exchange_keys(exchange{}); }

  void send(bytes_view payload);
  /// The same packet `count` times, as fast as it goes. What the client says meanwhile is read and lost: receive nothing
  /// after this.
  void send_many(bytes_view payload, std::size_t count);
  /// A packet of which the head says what it wants: the lengths are not checked, nothing is encrypted or authenticated.
  void send_plain(std::uint32_t packet_length, std::uint8_t padding, bytes_view rest);
  /// The next packet's payload. @par Errors  Throws `client_gone` at the stream's end.
  bytes receive();
  /// Skips packets of other types.
  bytes receive_type(std::uint8_t type);
  [[nodiscard]] std::uint32_t sent_packets() const { return sent_; }
  void spoil_next_mac() { spoil_mac_ = true; }

  // The steps of an honest session.
  void accept_service();
  void accept_any_user();
  /// Grants the channel, the pty and the shell. @param window  that the client may send
  void accept_shell(std::uint32_t window = 1 << 20);
  /// All of the above.
  void serve_until_shell();
  void send_data(std::string_view text);
  void send_exit_status(std::uint32_t status);
  void send_close();

 private:
  struct direction;
  /// A packet as it goes over the wire.
  bytes sealed(bytes_view payload);
  void need(std::size_t size_bytes);
  bytes take(std::size_t size_bytes);

  socket_handle socket_;
  evp_pkey_st* host_key_;
  std::unique_ptr<direction> to_client_;
  std::unique_ptr<direction> to_server_;
  bytes unread_;
  std::string client_line_;
  std::string server_line_;
  bytes session_id_;
  std::uint32_t sent_ = 0;
  std::uint32_t received_ = 0;
  bool spoil_mac_ = false;
};

/// Serves one connection by a script.
class scripted_server {
 public:
  explicit scripted_server(std::function<void(scripted_connection&)> script);
  scripted_server(const scripted_server&) = delete;
  scripted_server& operator=(const scripted_server&) = delete;
  /// Waits for the script, which ends when the client is gone.
  ~scripted_server();

  [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }
  [[nodiscard]] ssh::known_host_key host_key() const;
  /// Waits for the script's end. @return what it threw, other than `client_gone`; empty if nothing
  std::string join();

 private:
  struct key_deleter {
    void operator()(evp_pkey_st* key) const noexcept;
  };

  std::unique_ptr<evp_pkey_st, key_deleter> host_key_;
  loopback_listener listener_;
  std::string error_;
  std::thread thread_;
};

/// The fields of a packet, one after another.
class packet_builder {
 public:
  explicit packet_builder(std::uint8_t type) { octets_.push_back(type); }
  packet_builder& u8(std::uint8_t value);
  packet_builder& u32(std::uint32_t value);
  packet_builder& string(std::string_view text);
  packet_builder& string(bytes_view octets);
  operator bytes_view() const { return octets_; }

 private:
  bytes octets_;
};

}  // namespace glasshell::test
