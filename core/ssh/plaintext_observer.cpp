#include "ssh/plaintext_observer.hpp"

#include "base/wire.hpp"
#include "ssh/message.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t head_bytes = 5;  // the length of the packet and that of its padding
constexpr std::size_t cookie_bytes = 16;
// libssh2's own limit for a packet; what is longer it refuses.
constexpr std::size_t packet_limit_bytes = 40'000;
// SSH_MSG_NEWKEYS, and the server's last word in each kind of exchange: KEXDH_REPLY and KEX_ECDH_REPLY, or
// KEX_DH_GEX_REPLY (RFC 4253 §8, RFC 5656 §7.1, RFC 4419 §5). 31 is also KEX_DH_GEX_GROUP, which has no host key; the
// difference does not matter to those who ask.
constexpr std::uint8_t newkeys = 21;
constexpr std::uint8_t exchange_reply = 31;
constexpr std::uint8_t group_exchange_reply = 33;

constexpr std::array<const char*, algorithm_lists::categories> category_names = {
    "key exchange",  "host key",      "cipher to server",      "cipher to client",
    "MAC to server", "MAC to client", "compression to server", "compression to client",
};
constexpr std::size_t cipher_to_server = 2;
constexpr std::size_t mac_to_server = 4;
constexpr std::size_t mac_to_client = 5;

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    names.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

/// Extensions that travel in the key exchange list but are not key exchanges (RFC 8308 §2.1, OpenSSH PROTOCOL §1.9).
bool is_marker(std::string_view name) { return name.starts_with("ext-info-") || name.starts_with("kex-strict-"); }

/// The client's first name that the server has too is what is chosen.
const std::string* chosen(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
  for (const std::string& name : ours) {
    if (!is_marker(name) && std::find(theirs.begin(), theirs.end(), name) != theirs.end()) return &name;
  }
  return nullptr;
}

std::vector<std::string> without_markers(std::vector<std::string> names) {
  std::erase_if(names, is_marker);
  return names;
}

}  // namespace

void plaintext_observer::feed(bytes_view octets) {
  while (!done_ && !octets.empty()) {
    const bytes_view piece = octets.first(std::min(octets.size(), wanted_bytes()));
    partial_.insert(partial_.end(), piece.begin(), piece.end());
    octets = octets.subspan(piece.size());
    if (partial_.size() < head_bytes) return;
    wire_reader packet(partial_);
    const std::size_t length = packet.u32();
    const std::size_t padding = packet.u8();
    impossible_length_ = length < 2 || length > packet_limit_bytes || padding + 1 >= length;
    done_ = impossible_length_;
    if (done_ || partial_.size() < length_bytes + length) continue;
    take_packet(packet.rest().first(packet.rest().size() - padding));
    partial_.clear();
  }
  if (done_) partial_ = {};
}

std::size_t plaintext_observer::wanted_bytes() const noexcept {
  if (done_) return SIZE_MAX;
  if (partial_.size() < head_bytes) return head_bytes - partial_.size();
  return length_bytes + wire_reader(partial_).u32() - partial_.size();
}

void plaintext_observer::take_packet(bytes_view payload) {
  wire_reader packet(payload);
  const std::uint8_t type = packet.u8();
  done_ = type == newkeys;
  exchange_replied_ = exchange_replied_ || type == exchange_reply || type == group_exchange_reply;
  if (type != message::kexinit || lists_) return;
  packet.take(cookie_bytes);
  algorithm_lists found;
  for (auto& names : found.names) names = split(as_text_view(packet.string32()));
  if (!packet.failed()) lists_ = std::move(found);
}

bool authenticates_by_itself(std::string_view cipher) {
  return cipher.starts_with("chacha20-poly1305") || cipher.find("-gcm") != std::string_view::npos;
}

std::optional<algorithm_mismatch> first_mismatch(const algorithm_lists& ours, const algorithm_lists& theirs) {
  for (std::size_t i = 0; i < algorithm_lists::categories; ++i) {
    if (chosen(ours.names[i], theirs.names[i]) != nullptr) continue;
    if (i == mac_to_server || i == mac_to_client) {
      const std::size_t cipher = cipher_to_server + (i - mac_to_server);
      if (authenticates_by_itself(*chosen(ours.names[cipher], theirs.names[cipher]))) continue;
    }
    return algorithm_mismatch{.category = category_names[i],
                              .ours = without_markers(ours.names[i]),
                              .theirs = without_markers(theirs.names[i])};
  }
  return std::nullopt;
}

}  // namespace glasshell::ssh
