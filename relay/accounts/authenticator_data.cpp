#include "relay/accounts/authenticator_data.hpp"

#include "base/wire.hpp"
#include "relay/accounts/cbor.hpp"
#include "relay/accounts/errc.hpp"

namespace glasshell::relay::accounts {

namespace {

constexpr std::size_t hash_bytes = 32;
constexpr std::uint8_t has_credential = 0x40;
constexpr std::uint8_t has_extensions = 0x80;

/// One item off the front.
bytes_view take_item(wire_reader& reader) {
  const bytes_view item = cbor_reader(reader.rest()).item();
  // An item has an octet at least; one too many fails the reader, as it should.
  return reader.take(item.empty() ? reader.rest().size() + 1 : item.size());
}

}  // namespace

result<authenticator_data> read_authenticator_data(bytes_view octets) {
  wire_reader reader(octets);
  authenticator_data read;
  read.relying_party_hash = reader.take(hash_bytes);
  read.flags = reader.u8();
  read.counter = reader.u32();
  if ((read.flags & has_credential) != 0) {
    attested_credential made;
    made.model = reader.take(model_bytes);
    made.id = reader.string16();
    made.key = take_item(reader);
    if (made.id.empty() || made.id.size() > most_credential_id_bytes) return errc::unreadable_passkey;
    read.credential = made;
  }
  if ((read.flags & has_extensions) != 0) {
    const bytes_view extensions = take_item(reader);
    cbor_reader inside(extensions);
    inside.map();
    if (inside.failed()) return errc::unreadable_passkey;
  }
  if (!reader.complete()) return errc::unreadable_passkey;
  return read;
}

}  // namespace glasshell::relay::accounts
