// Any signature, authenticator data and client data: nobody gets in without the key.
#include "relay/accounts/passkey.hpp"

#include "base/wire.hpp"
#include "require.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

using namespace glasshell;
using namespace glasshell::relay::accounts;

namespace {

constexpr std::string_view client_data =
    R"({"type":"webauthn.get","challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://shell.example.org"})";

/// Keys of the documents, whose private parts the target does not use: RFC 7515 A.3, RFC 8037 A.2; and a number that is no
/// RSA key.
std::vector<passkey> known() {
  const auto octets_of = [](std::string_view hex) {
    const auto digit = [](char letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; };
    bytes octets;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      octets.push_back(static_cast<std::uint8_t>(digit(hex[i]) * 16 + digit(hex[i + 1])));
    }
    return octets;
  };
  bytes rsa(256 + 3, 0xff);
  return {{.id = bytes{0},
           .key = {.algorithm = passkey_algorithm::es256,
                   .octets = octets_of("7fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
                                       "c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad")}},
          {.id = bytes{1},
           .key = {.algorithm = passkey_algorithm::eddsa,
                   .octets = octets_of("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")}},
          {.id = bytes{2}, .key = {.algorithm = passkey_algorithm::rs256, .octets = rsa}}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const relying_party party{.id = "shell.example.org", .name = "", .origins = {"https://shell.example.org"}};
  static const bytes challenge(32, 0);
  static const std::vector<passkey> allowed = known();
  const passkey_request request{.challenge = challenge};

  // Which passkey, the authenticator's data, and the rest.
  wire_reader reader({data, size});
  const bytes_view id = reader.take(1);
  const bytes_view said = reader.string16();
  if (reader.failed()) return 0;
  for (const bytes_view page : {as_bytes_view(client_data), reader.rest()}) {
    const assertion_answer answer{
        .id = id, .client_data = page, .authenticator_data = said, .signature = reader.rest()};
    fuzz::require(verify_assertion(party, request, allowed, {}, answer).has_error(), "nobody has the key");
  }
  return 0;
}
