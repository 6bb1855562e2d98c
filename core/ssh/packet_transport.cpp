#include "ssh/packet_transport.hpp"

#include "base/secret.hpp"
#include "base/wire.hpp"
#include "ssh/libssh2_session.hpp"

// libssh2's own headers, after its first, which libssh2_session.hpp includes.
extern "C" {
#include "packet.h"
#include "transport.h"
}

#include <algorithm>
#include <deque>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

// Packets that wait for a key exchange to end. Authentication has one under way at a time, the rest asks `has_room`.
constexpr std::size_t waiting_limit = 64;
// libssh2 has no "absent" for the exit status. A server that really sends this number is shown as "unknown".
constexpr int no_exit_status = -0x6c6f7374;
// After "more bytes" libssh2 may still go on with what it was given: it says so in the middle of a packet before it reads
// what there is. Only when it has read nothing twice does it really want more.
constexpr int idle_calls_limit = 2;

/// SERVICE_ACCEPT and the messages of key exchanges: libssh2 finds them in its queue when it looks for them.
bool is_for_libssh2(std::uint8_t type) { return type == SSH_MSG_SERVICE_ACCEPT || (type >= 20 && type <= 49); }

class libssh2_transport final : public packet_transport {
 public:
  libssh2_transport(std::unique_ptr<libssh2_session> libssh2, std::uint64_t rekey_after_bytes)
      : libssh2_(std::move(libssh2)),
        session_(libssh2_->raw()),
        stream_(libssh2_->stream()),
        rekey_after_bytes_(rekey_after_bytes) {}
  ~libssh2_transport() override;
  libssh2_transport(const libssh2_transport&) = delete;
  libssh2_transport& operator=(const libssh2_transport&) = delete;

  void feed(bytes_view from_server) override;
  void keep_rest() override { stream_.keep_rest(); }
  void end_of_stream() override { stream_.end(); }
  [[nodiscard]] bytes_view output() const override { return stream_.output(); }
  void output_sent(std::size_t size_bytes) override { stream_.output_sent(size_bytes); }

  progress handshake() override;
  [[nodiscard]] bool identified() const override { return stream_.identification().complete(); }
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
  [[nodiscard]] transport_failure silence() const override { return failure_by_silence(stream_); }
  [[nodiscard]] std::size_t unread_bytes() const override { return stream_.unread_bytes(); }
  [[nodiscard]] bytes_view session_id() const override { return libssh2_->session_id(); }
  [[nodiscard]] bytes_view host_key_blob() const override { return libssh2_->host_key_blob(); }
  [[nodiscard]] std::string signature_algorithms() const override { return libssh2_->signature_algorithms(); }
  [[nodiscard]] negotiated methods() const override;
  [[nodiscard]] std::uint32_t rekeys() const override { return rekeys_; }
  [[nodiscard]] std::size_t memory_bytes() const override { return libssh2_->memory().held_bytes(); }
  [[nodiscard]] std::size_t peak_memory_bytes() const override { return libssh2_->memory().peak_bytes(); }

 private:
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

  std::unique_ptr<libssh2_session> libssh2_;
  LIBSSH2_SESSION* session_;
  octet_stream& stream_;
  /// Stands for our channel in libssh2's list, so that the channel's packets are passed on. Its limits are so wide that
  /// libssh2 never drops or cuts anything: the real window is kept by shell_channel.
  LIBSSH2_CHANNEL channel_{};
  bool channel_expected_ = false;

  std::deque<secret_bytes> waiting_;
  unsigned char* current_ = nullptr;  // the packet that was handed out, of libssh2's memory
  std::uint64_t rekey_after_bytes_;
  std::uint64_t passed_before_keys_bytes_ = 0;
  std::uint32_t rekeys_ = 0;
  bool handshake_done_ = false;
  std::optional<transport_failure> failure_;
};

libssh2_transport::~libssh2_transport() {
  release_current();
  if (!channel_expected_) return;
  _libssh2_list_remove(&channel_.node);
  libssh2_->memory().release(channel_.exit_signal);
}

void libssh2_transport::feed(bytes_view from_server) {
  if (failure_) return;
  if (const auto why = stream_.feed(from_server)) failure_ = failure_to_identify(*why, stream_);
}

// ---- packets --------------------------------------------------------------------------------------------------------

packet_transport::progress libssh2_transport::handshake() {
  for (int idle_calls = 0; !failure_ && idle_calls < idle_calls_limit;) {
    const std::size_t unread_before = unread_bytes();
    const int code = libssh2_->handshake();
    if (!settled(code)) return progress::failed;
    while (first_packet_for_us() != nullptr) take(*first_packet_for_us());  // strays, before anybody could want them
    if (code == 0) {
      handshake_done_ = true;
      passed_before_keys_bytes_ = stream_.passed_bytes();
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
    if (!exchanging_keys() && stream_.passed_bytes() - passed_before_keys_bytes_ >= rekey_after_bytes_)
      ask_for_new_keys();
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
  libssh2_->memory().release(&packet);
  return {.type = octets.front(), .payload = octets.subspan(1)};
}

void libssh2_transport::release_current() { libssh2_->memory().release(std::exchange(current_, nullptr)); }

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
    libssh2_->memory().release(signal);
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
  passed_before_keys_bytes_ = stream_.passed_bytes();
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
  return !failure_ && !exchanging_keys() && waiting_.empty() && stream_.has_room();
}

void libssh2_transport::disconnect(disconnect_reason reason, const char* text) {
  if (failure_ || !identified()) return;
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
  negotiated in_use = libssh2_->methods();
  in_use.rekeys = rekeys_;
  return in_use;
}

bool libssh2_transport::settled(int libssh2_code) {
  channel_.read_avail = 0;  // what was passed on is no longer libssh2's to count
  const bool error = libssh2_code < 0 && libssh2_code != LIBSSH2_ERROR_EAGAIN;
  if (error || libssh2_->memory().exhausted() || stream_.overflowed()) fail_with(libssh2_code);
  return !failure_;
}

void libssh2_transport::fail_with(int libssh2_code) {
  if (failure_) return;
  failure_ = failure_of({.code = libssh2_code,
                         .memory_exhausted = libssh2_->memory().exhausted(),
                         .handshake_done = handshake_done_,
                         .host_key_decoded = session_->server_hostkey_abstract != nullptr,
                         .disconnect_text = libssh2_->disconnect_text()},
                        stream_);
}

}  // namespace

result<std::unique_ptr<packet_transport>> packet_transport::create(const algorithm_preferences& offered,
                                                                   std::size_t memory_limit_bytes,
                                                                   std::uint64_t rekey_after_bytes) {
  auto libssh2 = libssh2_session::create(offered, memory_limit_bytes);
  if (libssh2 == nullptr) return make_error_code(boost::system::errc::not_enough_memory);
  return std::unique_ptr<packet_transport>(std::make_unique<libssh2_transport>(std::move(libssh2), rekey_after_bytes));
}

}  // namespace glasshell::ssh
