// What is taken for a certificate is one of the type that its line names, and holds the key that it is for.
#include "ssh/user_certificate.hpp"

#include "require.hpp"
#include "script_reader.hpp"

#include "ssh/base64.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace {

using namespace glasshell;

struct known_key {
  const char* type;
  bytes blob;
};

bytes blob_of(const char* type, std::initializer_list<bytes> fields) {
  bytes blob;
  wire_writer to(blob);
  to.string32(type);
  for (const bytes& field : fields) to.string32(field);
  return blob;
}

const std::array<known_key, 3>& known_keys() {
  static const std::array<known_key, 3> keys = {
      {{"ssh-ed25519", blob_of("ssh-ed25519", {bytes(32, 0x11)})},
       {"ecdsa-sha2-nistp256",
        blob_of("ecdsa-sha2-nistp256", {{'n', 'i', 's', 't', 'p', '2', '5', '6'}, bytes(65, 0x04)})},
       {"ssh-rsa", blob_of("ssh-rsa", {{1, 0, 1}, bytes(33, 0x22)})}}};
  return keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  fuzz::script_reader script({octets, size});
  const std::uint8_t how = script.u8();
  const known_key& key = known_keys().at((how & 0x7fU) % known_keys().size());
  const bytes_view rest = script.rest();
  // Either the line itself, or the octets that it encodes.
  std::string line(as_text_view(rest));
  if ((how & 0x80U) != 0)
    line = std::string(key.type) + "-cert-v01@openssh.com " + ssh::base64_unpadded(rest) + " comment";
  const auto certificate = ssh::certificate_for(line, key.blob);
  if (!certificate) return 0;
  wire_reader reader(*certificate);
  fuzz::require(as_text_view(reader.string32()) == std::string(key.type) + "-cert-v01@openssh.com",
                "it is of the key's type");
  reader.string32();
  const bytes_view fields = bytes_view(key.blob).subspan(4 + std::string_view(key.type).size());
  const bytes_view inside = reader.take(fields.size());
  fuzz::require(std::ranges::equal(inside, fields), "it holds the key");
  reader.u64();
  fuzz::require(reader.u32() == 1 && !reader.failed(), "it is a user's");
  return 0;
}
