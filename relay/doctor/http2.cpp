#include "relay/doctor/http2.hpp"

#include <array>
#include <string>

namespace glasshell::relay::doctor {

namespace {

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::size_t head_bytes = 9;
constexpr std::size_t most_frame_bytes = std::size_t{1} << 20;

constexpr std::uint8_t type_headers = 1;
constexpr std::uint8_t type_reset = 3;
constexpr std::uint8_t type_settings = 4;
constexpr std::uint8_t type_goaway = 7;
constexpr std::uint8_t flag_ack = 1;
constexpr std::uint8_t flag_end_headers = 4;
constexpr std::uint8_t flag_padded = 8;
constexpr std::uint8_t flag_priority = 0x20;
constexpr unsigned setting_enable_connect_protocol = 8;

void append_frame(bytes& to, std::uint8_t type, std::uint8_t flags, std::uint8_t stream, bytes_view payload) {
  const std::size_t size = payload.size();
  to.insert(to.end(), {static_cast<std::uint8_t>(size >> 16), static_cast<std::uint8_t>(size >> 8),
                       static_cast<std::uint8_t>(size), type, flags, 0, 0, 0, stream});
  to.insert(to.end(), payload.begin(), payload.end());
}

/// Without Huffman's code; the lengths of all that is sent fit into seven bits or two octets.
void append_text(bytes& to, std::string_view text) {
  constexpr std::size_t one_octet = 127;
  if (text.size() < one_octet) {
    to.push_back(static_cast<std::uint8_t>(text.size()));
  } else {
    to.push_back(one_octet);
    std::size_t rest = text.size() - one_octet;
    for (; rest >= 128; rest /= 128) to.push_back(static_cast<std::uint8_t>(rest % 128 | 128));
    to.push_back(static_cast<std::uint8_t>(rest));
  }
  to.insert(to.end(), text.begin(), text.end());
}

/// A literal field that enters no table (RFC 7541 §6.2.2).
void append_field(bytes& to, std::string_view name, std::string_view value) {
  to.push_back(0);
  append_text(to, name);
  append_text(to, value);
}

/// Three digits in Huffman's code (RFC 7541, appendix B): 0 to 2 take five bits, 3 to 9 six.
unsigned huffman_digits(bytes_view octets) {
  std::uint32_t bits = 0;
  for (const std::uint8_t octet : octets) bits = bits << 8 | octet;
  int left = static_cast<int>(octets.size()) * 8;
  unsigned value = 0;
  for (int digit = 0; digit < 3; ++digit) {
    if (left < 5) return 0;
    const std::uint32_t five = bits >> (left - 5) & 0x1f;
    if (five <= 2) {
      value = value * 10 + five;
      left -= 5;
      continue;
    }
    if (left < 6) return 0;
    const std::uint32_t six = bits >> (left - 6) & 0x3f;
    if (six < 0x19 || six > 0x1f) return 0;
    value = value * 10 + (six - 0x19 + 3);
    left -= 6;
  }
  return value;
}

unsigned literal_digits(bytes_view octets) {
  unsigned value = 0;
  for (const std::uint8_t octet : octets) value = octet >= '0' && octet <= '9' ? value * 10 + (octet - '0') : 0;
  return value;
}

}  // namespace

bytes http2_preface() {
  bytes made(preface.begin(), preface.end());
  append_frame(made, type_settings, 0, 0, {});
  return made;
}

bytes http2_connect(const target& to, std::string_view path, std::string_view subprotocol) {
  bytes fields;
  append_field(fields, ":method", "CONNECT");
  append_field(fields, ":protocol", "websocket");
  append_field(fields, ":scheme", to.tls ? "https" : "http");
  append_field(fields, ":path", to.base + std::string(path));
  append_field(fields, ":authority", to.authority());
  append_field(fields, "origin", to.origin());
  append_field(fields, "sec-websocket-version", "13");
  append_field(fields, "sec-websocket-protocol", subprotocol);
  append_field(fields, "user-agent", "glasshell-doctor");
  bytes made;
  append_frame(made, type_settings, flag_ack, 0, {});
  append_frame(made, type_headers, flag_end_headers, 1, fields);
  return made;
}

unsigned status_of_header_block(bytes_view block) {
  // A change of the table's size may come first (RFC 7541 §6.3).
  while (!block.empty() && (block.front() & 0xe0) == 0x20) block = block.subspan(1);
  if (block.empty()) return 0;
  // The static table's entries 8 to 14 are the common ones, and 8 names the field for all others.
  constexpr std::array<unsigned, 7> common{200, 204, 206, 304, 400, 404, 500};
  const std::uint8_t first = block.front();
  if (first >= 0x88 && first <= 0x8e) return common[first - 0x88U];
  const unsigned name = first & ((first & 0x40) != 0 ? 0x3fU : 0x0fU);
  if (name < 8 || name > 14 || block.size() < 2) return 0;
  const std::size_t size = block[1] & 0x7f;
  if (size == 0 || size > 3 || block.size() < 2 + size) return 0;
  const bytes_view value = block.subspan(2, size);
  return (block[1] & 0x80) != 0 ? huffman_digits(value) : literal_digits(value);
}

void http2_reader::feed(bytes_view octets) {
  buffer_.insert(buffer_.end(), octets.begin(), octets.end());
  while (!over_ && buffer_.size() >= head_bytes) {
    const std::size_t size =
        static_cast<std::size_t>(buffer_[0]) << 16 | static_cast<std::size_t>(buffer_[1]) << 8 | buffer_[2];
    if (size > most_frame_bytes) {
      over_ = true;
      return;
    }
    if (buffer_.size() < head_bytes + size) return;
    const std::uint32_t stream =
        (static_cast<std::uint32_t>(buffer_[5]) << 24 | static_cast<std::uint32_t>(buffer_[6]) << 16 |
         static_cast<std::uint32_t>(buffer_[7]) << 8 | buffer_[8]) &
        0x7fffffff;
    take(buffer_[3], buffer_[4], stream, bytes_view(buffer_).subspan(head_bytes, size));
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(head_bytes + size));
  }
}

void http2_reader::take(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, bytes_view payload) {
  if (type == type_goaway || (!settings_seen_ && type != type_settings)) {
    over_ = true;  // the latter does not begin as HTTP/2 does
  } else if (type == type_settings && (flags & flag_ack) == 0) {
    settings_seen_ = true;
    for (std::size_t at = 0; at + 6 <= payload.size(); at += 6) {
      const auto id = static_cast<unsigned>(payload[at] << 8 | payload[at + 1]);
      if (id == setting_enable_connect_protocol) extended_connect_ = payload[at + 5] == 1;
    }
  } else if (type == type_headers && stream == 1 && !status_) {
    if ((flags & flag_padded) != 0 && !payload.empty()) payload = payload.subspan(1);
    if ((flags & flag_priority) != 0 && payload.size() >= 5) payload = payload.subspan(5);
    status_ = status_of_header_block(payload);
  } else if (type == type_reset && stream == 1 && !status_) {
    status_ = 0;
  }
}

}  // namespace glasshell::relay::doctor
