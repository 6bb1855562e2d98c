#include "ssh/packet_transport.hpp"

#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/wire.hpp"
#include "ssh/byte_queue.hpp"
#include "ssh/capped_allocator.hpp"
#include "ssh/plaintext_observer.hpp"
#include "ssh/server_identification.hpp"

// libssh2's own headers; the first of them must come first.
extern "C" {
#include "libssh2_priv.h"
// (apart, so that they stay in this order)
#include "packet.h"
#include "transport.h"
}

#include <algorithm>
#include <cerrno>
#include <climits>
#include <deque>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr char our_identification[] = "SSH-2.0-Glasshell";

// Above this much unsent output no bulk data is added; a server that makes us answer while nobody takes the answers away
// ends the session at the limit.
constexpr std::size_t output_high_mark_bytes = std::size_t{256} * 1024;
constexpr std::size_t output_limit_bytes = std::size_t{4} * 1024 * 1024;
// Packets that wait for a key exchange to end. Authentication has one under way at a time, the rest asks `has_room`.
constexpr std::size_t waiting_limit = 64;
constexpr std::size_t peer_text_limit_bytes = 1024;
// libssh2 has no "absent" for the exit status. A server that really sends this number is shown as "unknown".
constexpr int no_exit_status = -0x6c6f7374;
// Never used: libssh2, as we build it, only asks that it is not negative.
constexpr libssh2_socket_t no_descriptor = 3;
// After "more bytes" libssh2 may still go on with what it was given: it says so in the middle of a packet before it reads
// what there is. Only when it has read nothing twice does it really want more.
constexpr int idle_calls_limit = 2;

/// SERVICE_ACCEPT and the messages of key exchanges: libssh2 finds them in its queue when it looks for them.
bool is_for_libssh2(std::uint8_t type) { return type == SSH_MSG_SERVICE_ACCEPT || (type >= 20 && type <= 49); }

std::string name_or_empty(const char* name) { return name == nullptr ? "" : name; }

class libssh2_transport final : public packet_transport {
 public:
  libssh2_transport(std::size_t memory_limit_bytes, std::uint64_t rekey_after_bytes)
      : allocator_(memory_limit_bytes), rekey_after_bytes_(rekey_after_bytes) {}
  ~libssh2_transport() override;
  libssh2_transport(const libssh2_transport&) = delete;
  libssh2_transport& operator=(const libssh2_transport&) = delete;

  bool open(const algorithm_preferences& offered);

  void feed(bytes_view from_server) override;
  void keep_rest() override;
  void end_of_stream() override { stream_ended_ = true; }
  [[nodiscard]] bytes_view output() const override { return output_.view(); }
  void output_sent(std::size_t size_bytes) override { output_.drop(size_bytes); }

  progress handshake() override;
  [[nodiscard]] bool identified() const override { return identification_.complete(); }
  std::optional<received_packet> next_packet() override;
  channel_events take_channel_events() override;
  void reject_packet() override;
  using packet_transport::send;
  void send(bytes_view head, bytes_view tail) override;
  [[nodiscard]] bool has_room() const override;
  void disconnect(disconnect_reason reason, const char* text) override;
  void expect_channel(std::uint32_t number) override;
  void authentication_succeeded() override { session_->state |= LIBSSH2_STATE_AUTHENTICATED; }

  [[nodiscard]] const std::optional<transport_failure>& failure() const override { return failure_; }
  [[nodiscard]] transport_failure silence() const override { return failure_for(cause_of_end(cause::timed_out)); }
  [[nodiscard]] std::size_t unread_bytes() const override { return kept_.size() + fresh_.size(); }
  [[nodiscard]] bytes_view session_id() const override { return {session_->session_id, session_->session_id_len}; }
  [[nodiscard]] bytes_view host_key_blob() const override {
    return {session_->server_hostkey, session_->server_hostkey_len};
  }
  [[nodiscard]] std::string signature_algorithms() const override {
    return name_or_empty(session_->server_sign_algorithms);
  }
  [[nodiscard]] negotiated methods() const override;
  [[nodiscard]] std::uint32_t rekeys() const override { return rekeys_; }
  [[nodiscard]] std::size_t memory_bytes() const override { return allocator_.held_bytes(); }
  [[nodiscard]] std::size_t peak_memory_bytes() const override { return allocator_.peak_bytes(); }

 private:
  // libssh2's callbacks, declared by its own macros; `abstract` is the transport.
  static libssh2_transport& self(void** abstract) { return *static_cast<libssh2_transport*>(*abstract); }
  static LIBSSH2_ALLOC_FUNC(allocate) { return self(abstract).allocator_.allocate(count); }
  static LIBSSH2_REALLOC_FUNC(resize) { return self(abstract).allocator_.resize(ptr, count); }
  static LIBSSH2_FREE_FUNC(release) { self(abstract).allocator_.release(ptr); }
  static LIBSSH2_SEND_FUNC(send_octets);
  static LIBSSH2_RECV_FUNC(receive_octets);
  static LIBSSH2_DISCONNECT_FUNC(disconnected);

  template <class Callback>
  void set_callback(int which, Callback* callback) {
    libssh2_session_callback_set2(session_, which, reinterpret_cast<libssh2_cb_generic*>(callback));
  }
  [[nodiscard]] bool exchanging_keys() const { return (session_->state & LIBSSH2_STATE_EXCHANGING_KEYS) != 0; }
  [[nodiscard]] LIBSSH2_PACKET* first_packet_for_us() const;
  received_packet take(LIBSSH2_PACKET& packet);
  void release_current();
  void ask_for_new_keys();
  void note_new_keys();
  void send_waiting();
  void send_now(bytes_view head, bytes_view tail);
  /// To be called after each call of libssh2. @return false if the transport has failed
  bool settled(int libssh2_code);
  void fail_with(int libssh2_code);
  [[nodiscard]] transport_failure failure_for(cause why) const;
  [[nodiscard]] cause cause_of_end(cause if_identified) const;
  [[nodiscard]] cause cause_of(int libssh2_code) const;
  [[nodiscard]] cause cause_of_failed_handshake(bool all_read) const;

  capped_allocator allocator_;
  LIBSSH2_SESSION* session_ = nullptr;
  /// Stands for our channel in libssh2's list, so that the channel's packets are passed on. Its limits are so wide that
  /// libssh2 never drops or cuts anything: the real window is kept by shell_channel.
  LIBSSH2_CHANNEL channel_{};
  bool channel_expected_ = false;

  server_identification identification_;
  plaintext_observer ours_;
  plaintext_observer theirs_;
  bool line_sent_ = false;           // ours
  std::size_t line_left_bytes_ = 0;  // of the server's line, which libssh2 has not read yet

  bytes_view fresh_;  // borrowed
  byte_queue kept_;   // before `fresh_`
  byte_queue output_;
  std::deque<secret_bytes> waiting_;
  unsigned char* current_ = nullptr;  // the packet that was handed out, of libssh2's memory
  std::uint64_t rekey_after_bytes_;
  std::uint64_t bytes_since_keys_ = 0;
  std::uint32_t rekeys_ = 0;
  bool handshake_done_ = false;
  bool stream_ended_ = false;
  bool output_overflowed_ = false;
  std::optional<std::string> disconnect_text_;
  std::optional<transport_failure> failure_;
};

libssh2_transport::~libssh2_transport() {
  if (session_ == nullptr) return;
  release_current();
  if (channel_expected_) {
    _libssh2_list_remove(&channel_.node);
    release(channel_.exit_signal, &session_->abstract);
  }
  // libssh2 frees the host key's object only once keys are in use.
  const bool forgotten = (session_->state & LIBSSH2_STATE_NEWKEYS) == 0 && session_->server_hostkey_abstract != nullptr;
  if (forgotten && session_->hostkey != nullptr && session_->hostkey->dtor != nullptr) {
    session_->hostkey->dtor(session_, &session_->server_hostkey_abstract);
  }
  libssh2_session_free(session_);
}

bool libssh2_transport::open(const algorithm_preferences& offered) {
  static const int ready = libssh2_init(0);
  if (ready != 0) return false;
  session_ = libssh2_session_init_ex(allocate, release, resize, this);
  if (session_ == nullptr) return false;
  libssh2_session_set_blocking(session_, 0);
  libssh2_session_set_read_timeout(session_, LONG_MAX);  // time-outs are the engine's: libssh2's ask the wall clock
  set_callback(LIBSSH2_CALLBACK_SEND, send_octets);
  set_callback(LIBSSH2_CALLBACK_RECV, receive_octets);
  set_callback(LIBSSH2_CALLBACK_DISCONNECT, disconnected);
  const std::pair<int, const std::string&> lists[] = {
      {LIBSSH2_METHOD_KEX, offered.kex},         {LIBSSH2_METHOD_HOSTKEY, offered.host_key},
      {LIBSSH2_METHOD_CRYPT_CS, offered.cipher}, {LIBSSH2_METHOD_CRYPT_SC, offered.cipher},
      {LIBSSH2_METHOD_MAC_CS, offered.mac},      {LIBSSH2_METHOD_MAC_SC, offered.mac},
  };
  for (const auto& [method, names] : lists) {
    if (libssh2_session_method_pref(session_, method, names.c_str()) != 0) return false;
  }
  return libssh2_session_banner_set(session_, our_identification) == 0;
}

// ---- octets ---------------------------------------------------------------------------------------------------------

void libssh2_transport::feed(bytes_view from_server) {
  if (!identification_.complete() && !failure_) {
    const auto made = identification_.feed(from_server);
    from_server = from_server.subspan(made.taken_bytes);
    if (made.error) {
      failure_ = failure_for(*made.error);
    } else if (identification_.complete()) {
      kept_.append(as_bytes_view(identification_.line() + "\r\n"));
      line_left_bytes_ = kept_.size();
    }
  }
  fresh_ = from_server;
}

void libssh2_transport::keep_rest() {
  if (!failure_) kept_.append(fresh_);
  fresh_ = {};
}

LIBSSH2_RECV_FUNC(libssh2_transport::receive_octets) {
  static_cast<void>(socket);
  static_cast<void>(flags);
  libssh2_transport& me = self(abstract);
  if (me.unread_bytes() == 0) return me.stream_ended_ ? 0 : -EAGAIN;
  // In plaintext libssh2 gets one packet at a time: when it fails, what was observed ends with the packet that it failed at.
  const bool in_line = me.line_left_bytes_ > 0;
  length = std::min(length, in_line ? me.line_left_bytes_ : me.theirs_.wanted_bytes());
  auto* to = static_cast<std::uint8_t*>(buffer);
  const std::size_t from_kept = std::min(length, me.kept_.size());
  std::copy_n(me.kept_.view().begin(), from_kept, to);
  me.kept_.drop(from_kept);
  const std::size_t from_fresh = std::min(length - from_kept, me.fresh_.size());
  std::copy_n(me.fresh_.begin(), from_fresh, to + from_kept);
  me.fresh_ = me.fresh_.subspan(from_fresh);
  const std::size_t given = from_kept + from_fresh;
  if (in_line) {
    me.line_left_bytes_ -= given;
  } else {
    me.theirs_.feed({to, given});
  }
  me.bytes_since_keys_ += given;
  return static_cast<ssize_t>(given);
}

LIBSSH2_SEND_FUNC(libssh2_transport::send_octets) {
  static_cast<void>(socket);
  static_cast<void>(flags);
  libssh2_transport& me = self(abstract);
  const bytes_view octets(static_cast<const std::uint8_t*>(buffer), length);
  // All is taken, always: a packet half sent would bind us to repeat the very same call before any other.
  me.output_.append(octets);
  me.bytes_since_keys_ += length;
  me.output_overflowed_ = me.output_overflowed_ || me.output_.size() > output_limit_bytes;
  if (me.line_sent_) me.ours_.feed(octets);
  me.line_sent_ = true;
  return static_cast<ssize_t>(length);
}

LIBSSH2_DISCONNECT_FUNC(libssh2_transport::disconnected) {
  static_cast<void>(session);
  static_cast<void>(language);
  static_cast<void>(language_len);
  std::string text = message == nullptr ? "" : std::string(message, static_cast<std::size_t>(message_len));
  self(abstract).disconnect_text_ = std::to_string(reason) + (text.empty() ? "" : ": " + text);
}

// ---- packets --------------------------------------------------------------------------------------------------------

packet_transport::progress libssh2_transport::handshake() {
  for (int idle_calls = 0; !failure_ && idle_calls < idle_calls_limit;) {
    const std::size_t unread_before = unread_bytes();
    const int code = libssh2_session_handshake(session_, no_descriptor);
    if (!settled(code)) return progress::failed;
    while (first_packet_for_us() != nullptr) take(*first_packet_for_us());  // strays, before anybody could want them
    if (code == 0) {
      handshake_done_ = true;
      bytes_since_keys_ = 0;
      return progress::done;
    }
    idle_calls = unread_bytes() == unread_before ? idle_calls + 1 : 0;
  }
  return failure_ ? progress::failed : progress::needs_more;
}

std::optional<received_packet> libssh2_transport::next_packet() {
  for (int idle_calls = 0;;) {
    if (LIBSSH2_PACKET* packet = first_packet_for_us()) return take(*packet);
    if (failure_ || idle_calls == idle_calls_limit) break;
    const std::size_t unread_before = unread_bytes();
    const bool was_exchanging = exchanging_keys();
    const int code = _libssh2_transport_read(session_);
    if (!settled(code)) continue;
    if (was_exchanging && !exchanging_keys()) note_new_keys();
    if (!exchanging_keys() && bytes_since_keys_ >= rekey_after_bytes_) ask_for_new_keys();
    idle_calls = code == LIBSSH2_ERROR_EAGAIN && unread_bytes() == unread_before ? idle_calls + 1 : 0;
  }
  release_current();
  return std::nullopt;
}

LIBSSH2_PACKET* libssh2_transport::first_packet_for_us() const {
  const bool any = handshake_done_ && !exchanging_keys();
  auto* packet = static_cast<LIBSSH2_PACKET*>(_libssh2_list_first(&session_->packets));
  while (packet != nullptr && !any && is_for_libssh2(packet->data[0])) {
    packet = static_cast<LIBSSH2_PACKET*>(_libssh2_list_next(&packet->node));
  }
  return packet;
}

received_packet libssh2_transport::take(LIBSSH2_PACKET& packet) {
  release_current();
  current_ = packet.data;
  const bytes_view octets(packet.data, packet.data_len);
  _libssh2_list_remove(&packet.node);
  allocator_.release(&packet);
  return {.type = octets.front(), .payload = octets.subspan(1)};
}

void libssh2_transport::release_current() { allocator_.release(std::exchange(current_, nullptr)); }

channel_events libssh2_transport::take_channel_events() {
  channel_events events;
  if (!channel_expected_) return events;
  events.window_added_bytes = std::exchange(channel_.local.window_size, 0U);
  events.eof = channel_.remote.eof != 0;
  events.close = channel_.remote.close != 0;
  const int status = std::exchange(channel_.exit_status, no_exit_status);
  if (status != no_exit_status) events.exit_status = static_cast<std::uint32_t>(status);
  if (char* signal = std::exchange(channel_.exit_signal, nullptr); signal != nullptr) {
    // libssh2 leaves the block as it was given (zeroes, here) when the packet is shorter than it says.
    const std::string_view block(signal, capped_allocator::size_of(signal));
    events.exit_signal = std::string(block.substr(0, block.find('\0')));
    allocator_.release(signal);
  }
  return events;
}

void libssh2_transport::reject_packet() {
  bytes packet;
  wire_writer(packet).u8(message::unimplemented).u32(session_->remote.seqno - 1);
  send(packet);
}

void libssh2_transport::send(bytes_view head, bytes_view tail) {
  if (failure_) return;
  if (!exchanging_keys() && waiting_.empty()) return send_now(head, tail);
  if (waiting_.size() == waiting_limit) return fail_with(LIBSSH2_ERROR_ALLOC);
  secret_bytes packet = secret_bytes::with_size(head.size() + tail.size());
  std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), packet.span().begin()));
  waiting_.push_back(std::move(packet));
}

/// Begins an exchange as libssh2 does when the server asks for one; reading then goes on with it.
void libssh2_transport::ask_for_new_keys() {
  session_->startup_key_state = {};
  static_cast<void>(settled(_libssh2_kex_exchange(session_, 1, &session_->startup_key_state)));
}

void libssh2_transport::note_new_keys() {
  ++rekeys_;
  bytes_since_keys_ = 0;
  send_waiting();
}

void libssh2_transport::send_waiting() {
  while (!waiting_.empty() && !failure_ && !exchanging_keys()) {
    send_now(waiting_.front().view(), {});
    waiting_.pop_front();
  }
}

void libssh2_transport::send_now(bytes_view head, bytes_view tail) {
  const int code = _libssh2_transport_send(session_, head.data(), head.size(), tail.data(), tail.size());
  // Our callback takes every octet, so there is nothing that libssh2 could wait for.
  static_cast<void>(settled(code == LIBSSH2_ERROR_EAGAIN ? LIBSSH2_ERROR_BAD_USE : code));
}

bool libssh2_transport::has_room() const {
  return !failure_ && !exchanging_keys() && waiting_.empty() && output_.size() < output_high_mark_bytes;
}

void libssh2_transport::disconnect(disconnect_reason reason, const char* text) {
  if (failure_ || !identification_.complete()) return;
  libssh2_session_disconnect_ex(session_, static_cast<int>(reason), text, "");
}

void libssh2_transport::expect_channel(std::uint32_t number) {
  channel_.session = session_;
  channel_.local.id = number;
  channel_.remote.window_size = UINT32_MAX;
  channel_.remote.packet_size = UINT32_MAX;
  channel_.exit_status = no_exit_status;
  _libssh2_list_add(&session_->channels, &channel_.node);
  channel_expected_ = true;
}

negotiated libssh2_transport::methods() const {
  const auto name = [this](int method) { return name_or_empty(libssh2_session_methods(session_, method)); };
  // These ciphers authenticate by themselves; what libssh2 names beside them is not used.
  const auto mac_name = [&](int method, const std::string& cipher) {
    return authenticates_by_itself(cipher) ? "implicit" : name(method);
  };
  negotiated in_use{.server_software = printable_text(identification_.line(), peer_text_limit_bytes),
                    .kex = name(LIBSSH2_METHOD_KEX),
                    .host_key = name(LIBSSH2_METHOD_HOSTKEY),
                    .cipher_to_server = name(LIBSSH2_METHOD_CRYPT_CS),
                    .cipher_to_client = name(LIBSSH2_METHOD_CRYPT_SC),
                    .mac_to_server = {},
                    .mac_to_client = {},
                    .rekeys = rekeys_};
  in_use.mac_to_server = mac_name(LIBSSH2_METHOD_MAC_CS, in_use.cipher_to_server);
  in_use.mac_to_client = mac_name(LIBSSH2_METHOD_MAC_SC, in_use.cipher_to_client);
  return in_use;
}

// ---- failures -------------------------------------------------------------------------------------------------------

bool libssh2_transport::settled(int libssh2_code) {
  channel_.read_avail = 0;  // what was passed on is no longer libssh2's to count
  const bool error = libssh2_code < 0 && libssh2_code != LIBSSH2_ERROR_EAGAIN;
  if (error || allocator_.exhausted() || output_overflowed_) fail_with(libssh2_code);
  return !failure_;
}

void libssh2_transport::fail_with(int libssh2_code) {
  if (!failure_) failure_ = failure_for(cause_of(libssh2_code));
}

transport_failure libssh2_transport::failure_for(cause why) const {
  transport_failure seen;
  seen.cause = why;
  if (why == cause::disconnected_by_peer) seen.peer_text = printable_text(*disconnect_text_, peer_text_limit_bytes);
  if (why == cause::not_ssh || why == cause::ssh_version_1 || why == cause::banner_too_long) {
    seen.peer_text = printable_text(identification_.first_octets(), peer_text_limit_bytes);
  }
  if (why == cause::no_common_algorithm) seen.mismatch = first_mismatch(*ours_.lists(), *theirs_.lists());
  return seen;
}

cause libssh2_transport::cause_of_end(cause if_identified) const {
  return identification_.complete() ? if_identified : identification_.cause_of_end(if_identified);
}

cause libssh2_transport::cause_of(int libssh2_code) const {
  if (allocator_.exhausted() || output_overflowed_ || libssh2_code == LIBSSH2_ERROR_ALLOC) return cause::memory_limit;
  if (disconnect_text_) return cause::disconnected_by_peer;
  if (!identification_.complete()) return cause_of_end(cause::closed_by_peer);
  if (!handshake_done_ && theirs_.impossible_length()) return cause::integrity_error;
  const bool all_read = stream_ended_ && unread_bytes() == 0;
  switch (libssh2_code) {
    case LIBSSH2_ERROR_INVALID_MAC:
    case LIBSSH2_ERROR_DECRYPT:
    case LIBSSH2_ERROR_OUT_OF_BOUNDARY:
      return cause::integrity_error;
    case LIBSSH2_ERROR_BAD_USE:
      return cause::internal_error;
    case LIBSSH2_ERROR_SOCKET_RECV:
    case LIBSSH2_ERROR_SOCKET_DISCONNECT:
      // libssh2 also "disconnects" by itself, when a server breaks the rules of strict key exchange.
      return all_read ? cause::closed_by_peer : cause::protocol_error;
    default:
      return handshake_done_ ? cause::protocol_error : cause_of_failed_handshake(all_read);
  }
}

/// libssh2 has one code for each way in which an exchange can fail.
cause libssh2_transport::cause_of_failed_handshake(bool all_read) const {
  if (all_read) return cause::closed_by_peer;
  if (ours_.lists() && theirs_.lists() && first_mismatch(*ours_.lists(), *theirs_.lists())) {
    return cause::no_common_algorithm;
  }
  const bool host_key_decoded = session_->server_hostkey_abstract != nullptr;
  return theirs_.exchange_replied() && host_key_decoded ? cause::bad_signature : cause::protocol_error;
}

}  // namespace

result<std::unique_ptr<packet_transport>> packet_transport::create(const algorithm_preferences& offered,
                                                                   std::size_t memory_limit_bytes,
                                                                   std::uint64_t rekey_after_bytes) {
  auto made = std::make_unique<libssh2_transport>(memory_limit_bytes, rekey_after_bytes);
  if (!made->open(offered)) return make_error_code(boost::system::errc::not_enough_memory);
  return std::unique_ptr<packet_transport>(std::move(made));
}

}  // namespace glasshell::ssh
