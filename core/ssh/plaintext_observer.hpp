// Watches the packets of one direction while they are still plaintext (RFC 4253 §6, §7.1): what the first KEXINIT lists, and
// how far the exchange got. libssh2 tells neither the server's lists nor, when an exchange fails, which step it was.
#pragma once

#include "base/bytes.hpp"
#include "ssh/failure.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::ssh {

/// The name lists of a KEXINIT, in its order.
struct algorithm_lists {
  static constexpr std::size_t categories = 8;
  std::array<std::vector<std::string>, categories> names;
};

class plaintext_observer {
 public:
  /// Shows it the next octets of the binary protocol, which follows the identification line. Ignored after NEWKEYS.
  void feed(bytes_view octets);
  /// How many octets are missing to the end of the packet under way, or of its lengths; without bound after NEWKEYS.
  [[nodiscard]] std::size_t wanted_bytes() const noexcept;

  /// Of the first KEXINIT, once it is there.
  [[nodiscard]] const std::optional<algorithm_lists>& lists() const noexcept { return lists_; }
  /// Whether a packet's lengths were impossible, so that nothing after it can be understood.
  [[nodiscard]] bool impossible_length() const noexcept { return impossible_length_; }
  /// Whether the server's half of a key exchange was seen, which carries its host key and signature.
  [[nodiscard]] bool exchange_replied() const noexcept { return exchange_replied_; }

 private:
  void take_packet(bytes_view payload);

  /// The packet that is not complete yet. No more than one packet of the allowed length is ever kept.
  bytes partial_;
  bool done_ = false;
  bool impossible_length_ = false;
  bool exchange_replied_ = false;
  std::optional<algorithm_lists> lists_;
};

/// Whether a cipher makes the MAC beside it meaningless.
bool authenticates_by_itself(std::string_view cipher);

/// The first category in which client and server have nothing in common, by RFC 4253 §7.1; nothing if all agree.
std::optional<algorithm_mismatch> first_mismatch(const algorithm_lists& ours, const algorithm_lists& theirs);

}  // namespace glasshell::ssh
