#include "ssh/shell_channel.hpp"

#include "base/text.hpp"
#include "base/wire.hpp"
#include "ssh/terminal_modes.hpp"

#include <algorithm>
#include <string_view>

namespace glasshell::ssh {

namespace {

// RFC 4253 §6.1: what every implementation takes, and libssh2 in the way of ours takes little more.
constexpr std::uint32_t packet_limit_bytes = 32 * 1024;
// The window is given back in pieces of at least this (or of a quarter, if it is small): a packet for each octet that the
// screen commits would cost more than the octets.
constexpr std::size_t window_piece_bytes = std::size_t{64} * 1024;
// For a slow screen the window falls as far as this: less would cost a packet for every few lines.
constexpr std::uint32_t least_window_bytes = 64 * 1024;
// A window that is dragged to a new size makes hundreds of sizes a second; programs redraw for each.
constexpr duration size_interval = std::chrono::milliseconds(20);
constexpr std::size_t peer_text_limit_bytes = 1024;
constexpr std::size_t data_fields = 1;
constexpr std::size_t extended_data_fields = 2;

bytes channel_request(std::uint32_t server_number, std::string_view type, bool want_reply) {
  bytes packet;
  wire_writer(packet).u8(message::channel_request).u32(server_number).string32(type).u8(want_reply ? 1 : 0);
  return packet;
}

void append_size(bytes& packet, const terminal_size& size) {
  wire_writer(packet).u32(size.columns).u32(size.rows).u32(size.width_pixels).u32(size.height_pixels);
}

}  // namespace

shell_channel::shell_channel(packet_sender& out, settings chosen)
    : out_(out),
      settings_(std::move(chosen)),
      window_left_bytes_(std::min(settings_.first_window_bytes, settings_.window_bytes)),
      window_({.least = least_window_bytes, .first = settings_.first_window_bytes, .most = settings_.window_bytes}) {}

void shell_channel::open() {
  bytes packet;
  wire_writer(packet)
      .u8(message::channel_open)
      .string32("session")
      .u32(number)
      .u32(window_.bytes())
      .u32(packet_limit_bytes);
  step_ = step::opening;
  out_.send(packet);
}

bool shell_channel::awaits_server() const noexcept {
  return step_ == step::opening || step_ == step::asking_pty || step_ == step::asking_shell;
}

// ---- from the server ------------------------------------------------------------------------------------------------

bool shell_channel::take(const received_packet& packet) {
  wire_reader reader(packet.payload);
  const bool ours = reader.u32() == number && !reader.failed();
  switch (packet.type) {
    case message::channel_open_confirmation:
      if (ours) on_opened(reader.rest());
      return ours;
    case message::channel_open_failure:
      if (ours) on_refused(reader.rest());
      return ours;
    case message::channel_success:
    case message::channel_failure:
      if (ours) on_answer(packet.type == message::channel_success);
      return ours;
    case message::channel_data:
      if (ours) on_data(packet.payload, data_fields);
      return ours;
    case message::channel_extended_data:
      if (ours) on_data(packet.payload, extended_data_fields);
      return ours;
    default:
      return false;
  }
}

void shell_channel::on_opened(bytes_view payload) {
  wire_reader reader(payload);
  server_number_ = reader.u32();
  server_window_bytes_ = reader.u32();
  server_packet_limit_bytes_ = std::min(reader.u32(), packet_limit_bytes);
  if (reader.failed() || step_ != step::opening || server_packet_limit_bytes_ == 0) {
    return fail(stage::channel, cause::protocol_error);
  }
  request_pty_and_shell();
}

void shell_channel::on_refused(bytes_view payload) {
  wire_reader reader(payload);
  reader.u32();  // the reason's number says less than its text
  fail(stage::channel, step_ == step::opening ? cause::channel_refused : cause::protocol_error,
       printable_text(as_text_view(reader.string32()), peer_text_limit_bytes));
}

/// All in one go, so that the shell is there after one round trip; the answers come in order.
void shell_channel::request_pty_and_shell() {
  bytes pty = channel_request(server_number_, "pty-req", true);
  wire_writer(pty).string32(settings_.terminal);
  append_size(pty, settings_.size);
  wire_writer(pty).string32(encoded_terminal_modes());
  out_.send(pty);
  sent_size_ = settings_.size;
  for (const auto& [name, value] : settings_.environment) {
    bytes variable = channel_request(server_number_, "env", false);
    wire_writer(variable).string32(name).string32(value);
    out_.send(variable);
  }
  out_.send(channel_request(server_number_, "shell", true));
  step_ = step::asking_pty;
}

void shell_channel::on_answer(bool granted) {
  if (step_ == step::asking_pty) {
    granted ? void(step_ = step::asking_shell) : fail(stage::channel, cause::pty_refused);
  } else if (step_ == step::asking_shell) {
    granted ? void(step_ = step::running) : fail(stage::channel, cause::shell_refused);
  } else {
    fail(stage::session, cause::protocol_error);
  }
}

void shell_channel::on_data(bytes_view payload, std::size_t fields_before_data) {
  wire_reader reader(payload);
  for (std::size_t i = 0; i < fields_before_data; ++i) reader.u32();
  const bytes_view data = reader.string32();
  if (step_ == step::over || step_ == step::failed) return;
  if (reader.failed() || step_ == step::not_opened || step_ == step::opening || data.size() > window_left_bytes_) {
    return fail(stage::session, cause::protocol_error);
  }
  window_left_bytes_ -= data.size();
  output_.append(data);
}

void shell_channel::take(const channel_events& events) {
  if (step_ == step::not_opened || step_ == step::over || step_ == step::failed) return;
  server_window_bytes_ += events.window_added_bytes;
  if (events.exit_status) end_.status = events.exit_status;
  if (events.exit_signal) end_.signal = printable_text(*events.exit_signal, peer_text_limit_bytes);
  ended_ = ended_ || events.exit_status || events.exit_signal;
  if (!events.close) return;
  bytes packet;
  wire_writer(packet).u8(message::channel_close).u32(server_number_);
  out_.send(packet);
  input_.clear();
  step_ = step::over;
}

// ---- from the person and the screen ---------------------------------------------------------------------------------

std::size_t shell_channel::input(bytes_view typed) {
  const std::size_t limit_bytes = running() ? settings_.input_limit_bytes : 0;
  const std::size_t room = limit_bytes - std::min(limit_bytes, input_.size());
  const bytes_view taken = typed.first(std::min(typed.size(), room));
  input_.append(taken);
  input_was_cut_ = input_was_cut_ || taken.size() < typed.size();
  return taken.size();
}

bool shell_channel::take_input_ready() {
  if (!input_was_cut_ || input_.size() > settings_.input_limit_bytes / 2 || !running()) return false;
  input_was_cut_ = false;
  return true;
}

void shell_channel::resize(const terminal_size& size) { settings_.size = size; }

void shell_channel::output_taken(std::size_t size_bytes) {
  size_bytes = std::min(size_bytes, output_.size());
  output_.drop(size_bytes);
  uncommitted_bytes_ += size_bytes;
}

bool shell_channel::commit(std::size_t size_bytes, time_point now, std::optional<duration> round_trip) {
  if (size_bytes > uncommitted_bytes_) return false;
  uncommitted_bytes_ -= size_bytes;
  credit_bytes_ += size_bytes;
  committed_bytes_ += size_bytes;
  window_.passed(committed_bytes_, now, round_trip, output_.size() + uncommitted_bytes_);
  fit_window();
  return true;
}

/// A window that has become larger is given at once. One that has become smaller keeps back what the screen commits: what the
/// server was promised stays promised (RFC 4254 §5.2).
void shell_channel::fit_window() {
  const std::size_t promised = window_left_bytes_ + output_.size() + uncommitted_bytes_ + credit_bytes_;
  const std::size_t wanted = window_.bytes();
  credit_bytes_ = wanted > promised ? credit_bytes_ + (wanted - promised)
                                    : credit_bytes_ - std::min(credit_bytes_, promised - wanted);
}

// ---- to the server --------------------------------------------------------------------------------------------------

void shell_channel::pump(time_point now) {
  if (!running()) return;
  send_window();
  send_size(now);
  send_input();
}

void shell_channel::send_window() {
  if (credit_bytes_ < std::min<std::size_t>(window_piece_bytes, window_.bytes() / 4) || !out_.has_room()) return;
  bytes packet;
  wire_writer(packet)
      .u8(message::channel_window_adjust)
      .u32(server_number_)
      .u32(static_cast<std::uint32_t>(credit_bytes_));
  out_.send(packet);
  window_left_bytes_ += credit_bytes_;
  credit_bytes_ = 0;
}

void shell_channel::send_size(time_point now) {
  if (settings_.size == sent_size_ || !out_.has_room()) return;
  if (size_sent_at_ && now < *size_sent_at_ + size_interval) return;
  bytes packet = channel_request(server_number_, "window-change", false);
  append_size(packet, settings_.size);
  out_.send(packet);
  sent_size_ = settings_.size;
  size_sent_at_ = now;
}

std::optional<time_point> shell_channel::next_deadline() const {
  if (!running() || settings_.size == sent_size_ || !size_sent_at_) return std::nullopt;
  return *size_sent_at_ + size_interval;
}

void shell_channel::send_input() {
  while (!input_.empty() && server_window_bytes_ > 0 && out_.has_room()) {
    const std::size_t size_bytes =
        std::min({input_.size(), server_packet_limit_bytes_,
                  static_cast<std::size_t>(std::min<std::uint64_t>(server_window_bytes_, packet_limit_bytes))});
    bytes head;
    wire_writer(head).u8(message::channel_data).u32(server_number_).u32(static_cast<std::uint32_t>(size_bytes));
    out_.send(head, input_.view().first(size_bytes));
    input_.drop(size_bytes);
    server_window_bytes_ -= size_bytes;
  }
}

void shell_channel::fail(ssh::stage where, cause why, std::string peer_text) {
  if (failure_) return;
  step_ = step::failed;
  failure_ = failure{.stage = where, .cause = why, .peer_text = std::move(peer_text), .mismatch = {}, .methods = {}};
}

}  // namespace glasshell::ssh
