// Any split of the stream is seen in the same way; lists that were read can be compared.
#include "ssh/plaintext_observer.hpp"

#include "require.hpp"
#include "script_reader.hpp"

namespace {

using namespace glasshell;
using ssh::plaintext_observer;

bool same(const plaintext_observer& one, const plaintext_observer& other) {
  return one.lists().has_value() == other.lists().has_value() &&
         (!one.lists() || one.lists()->names == other.lists()->names) &&
         one.impossible_length() == other.impossible_length() && one.exchange_replied() == other.exchange_replied();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const bytes_view stream(octets, size);
  plaintext_observer whole;
  whole.feed(stream);

  plaintext_observer by_octet;
  for (std::size_t i = 0; i < size; ++i) by_octet.feed(stream.subspan(i, 1));
  fuzz::require(same(whole, by_octet), "octet by octet it is the same");

  plaintext_observer in_pieces;
  fuzz::split_points cuts(static_cast<std::uint32_t>(size));
  for (bytes_view rest = stream; !rest.empty();) {
    const std::size_t piece = cuts.next(rest.size());
    in_pieces.feed(rest.first(piece));
    rest = rest.subspan(piece);
  }
  fuzz::require(same(whole, in_pieces), "in pieces it is the same");

  if (!whole.lists()) return 0;
  std::size_t octets_of_names = 0;
  for (const auto& names : whole.lists()->names) {
    for (const std::string& name : names) octets_of_names += name.size();
  }
  fuzz::require(octets_of_names <= size, "the lists are made of what was sent");
  ssh::algorithm_lists ours = *whole.lists();
  fuzz::require(!ssh::first_mismatch(ours, *whole.lists()) ||
                    ssh::first_mismatch(ours, *whole.lists())->theirs.empty() ||
                    ssh::first_mismatch(ours, *whole.lists())->category[0] != 'c',
                "what offers a cipher agrees with itself about it");
  ours.names = {};
  ours.names[0] = {"curve25519-sha256"};
  ours.names[1] = {"ssh-ed25519"};
  ours.names[2] = ours.names[3] = {"chacha20-poly1305@openssh.com", "aes128-ctr"};
  ours.names[4] = ours.names[5] = {"hmac-sha2-256"};
  ours.names[6] = ours.names[7] = {"none"};
  static_cast<void>(ssh::first_mismatch(ours, *whole.lists()));
  return 0;
}
