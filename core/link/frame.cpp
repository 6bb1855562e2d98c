#include "link/frame.hpp"

#include "base/wire.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace glasshell::link {

namespace {

constexpr std::uint8_t resume_flag = 1;

constexpr std::size_t type_bytes = 1;
constexpr std::size_t hello_bytes = type_bytes + 1 + 1 + 8 + 2;
constexpr std::size_t claim_bytes = sizeof(session_id) + session_secret_bytes + 4 + 8;
constexpr std::size_t welcome_bytes = type_bytes + 1 + 1 + sizeof(session_id) + session_secret_bytes + 8 + 8 + 4 + 4;
constexpr std::size_t refuse_bytes = type_bytes + 1 + 2 + 4 + 2;
constexpr std::size_t ack_bytes = type_bytes + 8 + 8;
constexpr std::size_t beat_bytes = type_bytes + 1 + 8;
constexpr std::size_t bye_bytes = type_bytes + 8 + 1 + 2 + 2;

std::optional<custody> known_custody(std::uint8_t value) {
  if (value == static_cast<std::uint8_t>(custody::browser)) return custody::browser;
  if (value == static_cast<std::uint8_t>(custody::relay)) return custody::relay;
  return std::nullopt;
}

std::optional<hop> known_hop(std::uint8_t value) {
  if (value < static_cast<std::uint8_t>(hop::relay) || value > static_cast<std::uint8_t>(hop::session)) {
    return std::nullopt;
  }
  return static_cast<hop>(value);
}

std::optional<reason> known_reason(std::uint16_t value) {
  if (value < static_cast<std::uint16_t>(reason::unsupported_version) ||
      value > static_cast<std::uint16_t>(reason::session_evicted)) {
    return std::nullopt;
  }
  return static_cast<reason>(value);
}

std::optional<beat_kind> known_beat_kind(std::uint8_t value) {
  if (value == static_cast<std::uint8_t>(beat_kind::ask)) return beat_kind::ask;
  if (value == static_cast<std::uint8_t>(beat_kind::answer)) return beat_kind::answer;
  return std::nullopt;
}

session_id read_id(wire_reader& reader) {
  session_id id{};
  const bytes_view field = reader.take(id.size());
  std::copy(field.begin(), field.end(), id.begin());
  return id;
}

result<frame> decode_hello(wire_reader reader) {
  hello value;
  value.version = reader.u8();
  // Another version may look different from here on, so its number is judged first.
  if (!reader.failed() && value.version != protocol_version) return errc::unsupported_version;
  const std::uint8_t flags = reader.u8();
  value.receive_limit = reader.u64();
  const bytes_view proof = reader.string16();
  if ((flags & ~resume_flag) != 0 || proof.size() > max_proof_bytes) return errc::malformed;
  value.proof = secret_bytes(proof);
  if ((flags & resume_flag) != 0) {
    resume_claim claim;
    claim.id = read_id(reader);
    claim.secret = secret_bytes(reader.take(session_secret_bytes));
    claim.attempt = reader.u32();
    claim.received_bytes = reader.u64();
    value.resume = std::move(claim);
  }
  if (!reader.complete()) return errc::malformed;
  return frame(std::move(value));
}

result<frame> decode_welcome(wire_reader reader) {
  welcome value;
  value.version = reader.u8();
  if (!reader.failed() && value.version != protocol_version) return errc::unsupported_version;
  const std::optional<custody> holder = known_custody(reader.u8());
  value.id = read_id(reader);
  value.secret = secret_bytes(reader.take(session_secret_bytes));
  value.received_bytes = reader.u64();
  value.receive_limit = reader.u64();
  value.grace = std::chrono::seconds(reader.u32());
  value.beat_interval = std::chrono::milliseconds(reader.u32());
  if (!reader.complete() || !holder) return errc::malformed;
  value.custody = *holder;
  return frame(std::move(value));
}

result<frame> decode_refuse(wire_reader reader) {
  refuse value;
  const std::optional<hop> where = known_hop(reader.u8());
  const std::optional<reason> why = known_reason(reader.u16());
  value.retry_after = std::chrono::milliseconds(reader.u32());
  const bytes_view text = reader.string16();
  if (!reader.complete() || !where || !why || text.size() > max_text_bytes) return errc::malformed;
  value.hop = *where;
  value.reason = *why;
  value.text = as_text_view(text);
  return frame(std::move(value));
}

result<frame> decode_data(wire_reader reader) {
  if (reader.rest().empty()) return errc::malformed;
  return frame(data{reader.rest()});
}

result<frame> decode_ack(wire_reader reader) {
  ack value;
  value.consumed_bytes = reader.u64();
  value.receive_limit = reader.u64();
  if (!reader.complete()) return errc::malformed;
  return frame(value);
}

result<frame> decode_beat(wire_reader reader) {
  beat value;
  const std::optional<beat_kind> kind = known_beat_kind(reader.u8());
  value.stamp = reader.u64();
  if (!reader.complete() || !kind) return errc::malformed;
  value.kind = *kind;
  return frame(value);
}

result<frame> decode_bye(wire_reader reader) {
  bye value;
  value.final_offset = reader.u64();
  const std::optional<hop> where = known_hop(reader.u8());
  const std::optional<reason> why = known_reason(reader.u16());
  const bytes_view text = reader.string16();
  if (!reader.complete() || !where || !why || text.size() > max_text_bytes) return errc::malformed;
  value.hop = *where;
  value.reason = *why;
  value.text = as_text_view(text);
  return frame(std::move(value));
}

/// A frame of the final size from the start: a buffer that grew would leave a secret in the memory that it gave up.
bytes frame_of(frame_type type, std::size_t size_bytes) {
  bytes out;
  out.reserve(size_bytes);
  out.push_back(static_cast<std::uint8_t>(type));
  return out;
}

std::uint32_t milliseconds_field(std::chrono::milliseconds value) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value.count(), 0, most));
}

std::uint32_t seconds_field(std::chrono::seconds value) {
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value.count(), 0, most));
}

std::string_view cut_text(std::string_view text) {
  if (text.size() <= max_text_bytes) return text;
  std::size_t size = max_text_bytes;
  while (size > 0 && (static_cast<std::uint8_t>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

/// A session secret is of one length; one that is not is a bug, and goes out as zeroes that open nothing.
void write_secret(wire_writer<bytes>& writer, const secret_bytes& secret) {
  static constexpr std::array<std::uint8_t, session_secret_bytes> none{};
  writer.raw(secret.size() == session_secret_bytes ? secret.view() : bytes_view(none));
}

}  // namespace

result<frame> decode(bytes_view message) {
  if (message.empty()) return errc::empty_message;
  if (message.size() > max_frame_bytes) return errc::oversized_frame;
  wire_reader reader(message);
  switch (reader.u8()) {
    case static_cast<std::uint8_t>(frame_type::hello):
      return decode_hello(reader);
    case static_cast<std::uint8_t>(frame_type::welcome):
      return decode_welcome(reader);
    case static_cast<std::uint8_t>(frame_type::refuse):
      return decode_refuse(reader);
    case static_cast<std::uint8_t>(frame_type::data):
      return decode_data(reader);
    case static_cast<std::uint8_t>(frame_type::ack):
      return decode_ack(reader);
    case static_cast<std::uint8_t>(frame_type::beat):
      return decode_beat(reader);
    case static_cast<std::uint8_t>(frame_type::bye):
      return decode_bye(reader);
  }
  return errc::unknown_type;
}

bytes encode(const hello& value) {
  const bytes_view proof = value.proof.view().first(std::min(value.proof.size(), max_proof_bytes));
  bytes out = frame_of(frame_type::hello, hello_bytes + proof.size() + (value.resume ? claim_bytes : 0));
  wire_writer writer(out);
  writer.u8(value.version).u8(value.resume ? resume_flag : 0).u64(value.receive_limit).string16(proof);
  if (value.resume) {
    writer.raw(value.resume->id);
    write_secret(writer, value.resume->secret);
    writer.u32(value.resume->attempt).u64(value.resume->received_bytes);
  }
  return out;
}

bytes encode(const welcome& value) {
  bytes out = frame_of(frame_type::welcome, welcome_bytes);
  wire_writer writer(out);
  writer.u8(value.version).u8(static_cast<std::uint8_t>(value.custody)).raw(value.id);
  write_secret(writer, value.secret);
  writer.u64(value.received_bytes).u64(value.receive_limit);
  writer.u32(seconds_field(value.grace)).u32(milliseconds_field(value.beat_interval));
  return out;
}

bytes encode(const refuse& value) {
  const std::string_view text = cut_text(value.text);
  bytes out = frame_of(frame_type::refuse, refuse_bytes + text.size());
  wire_writer(out)
      .u8(static_cast<std::uint8_t>(value.hop))
      .u16(static_cast<std::uint16_t>(value.reason))
      .u32(milliseconds_field(value.retry_after))
      .string16(text);
  return out;
}

bytes encode(const ack& value) {
  bytes out = frame_of(frame_type::ack, ack_bytes);
  wire_writer(out).u64(value.consumed_bytes).u64(value.receive_limit);
  return out;
}

bytes encode(const beat& value) {
  bytes out = frame_of(frame_type::beat, beat_bytes);
  wire_writer(out).u8(static_cast<std::uint8_t>(value.kind)).u64(value.stamp);
  return out;
}

bytes encode(const bye& value) {
  const std::string_view text = cut_text(value.text);
  bytes out = frame_of(frame_type::bye, bye_bytes + text.size());
  wire_writer(out)
      .u64(value.final_offset)
      .u8(static_cast<std::uint8_t>(value.hop))
      .u16(static_cast<std::uint16_t>(value.reason))
      .string16(text);
  return out;
}

}  // namespace glasshell::link
