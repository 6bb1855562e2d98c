// What a server says to the doctor, as frames of RFC 6455 and of HTTP/2: however it is cut into pieces, the same is read.
#include "relay/doctor/http2.hpp"
#include "relay/doctor/websocket_codec.hpp"

#include "require.hpp"

#include <algorithm>
#include <vector>

namespace {

using namespace glasshell;
using namespace glasshell::relay::doctor;

std::vector<message> messages_of(bytes_view octets, std::size_t piece_bytes, bool& broken) {
  message_reader reader;
  std::vector<message> found;
  while (!octets.empty()) {
    const std::size_t size = std::min(piece_bytes, octets.size());
    reader.feed(octets.first(size));
    octets = octets.subspan(size);
    while (auto next = reader.next()) found.push_back(*std::move(next));
  }
  broken = reader.broken();
  return found;
}

bool same(const message& a, const message& b) {
  return a.type == b.type && a.payload == b.payload && a.compressed == b.compressed;
}

void compare_messages(bytes_view octets) {
  bool broken_whole = false;
  bool broken_pieces = false;
  const auto whole = messages_of(octets, octets.size(), broken_whole);
  const auto pieces = messages_of(octets, 1, broken_pieces);
  fuzz::require(std::ranges::equal(whole, pieces, same), "messages are the same in any pieces");
  fuzz::require(broken_whole == broken_pieces, "and so is their end");
  for (const message& each : whole) {
    fuzz::require(each.payload.size() <= octets.size(), "nothing is longer than what came");
  }
}

http2_reader read_http2(bytes_view octets, std::size_t piece_bytes) {
  http2_reader reader;
  while (!octets.empty()) {
    const std::size_t size = std::min(piece_bytes, octets.size());
    reader.feed(octets.first(size));
    octets = octets.subspan(size);
  }
  return reader;
}

void compare_http2(bytes_view octets) {
  const http2_reader whole = read_http2(octets, octets.size());
  const http2_reader pieces = read_http2(octets, 1);
  fuzz::require(whole.settings_seen() == pieces.settings_seen() && whole.status() == pieces.status() &&
                    whole.extended_connect() == pieces.extended_connect() && whole.over() == pieces.over(),
                "HTTP/2 is the same in any pieces");
  fuzz::require(whole.status().value_or(0) <= 999, "a status has three digits");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  compare_messages({octets, size});
  compare_http2({octets, size});
  return 0;
}
