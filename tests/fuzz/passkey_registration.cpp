// Any attestation object, and any client data: refused, or a passkey within its bounds, whose key is one.
#include "relay/accounts/authenticator_data.hpp"
#include "relay/accounts/passkey.hpp"

#include "require.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace glasshell;
using namespace glasshell::relay::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const relying_party party{.id = "shell.example.org", .name = "", .origins = {"https://shell.example.org"}};
  static const bytes challenge(32, 0);
  static constexpr std::string_view client_data =
      R"({"type":"webauthn.create","challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","origin":"https://shell.example.org"})";
  const passkey_request request{.challenge = challenge};
  const bytes_view octets(data, size);

  const auto made =
      verify_registration(party, request, {.client_data = as_bytes_view(client_data), .attestation_object = octets});
  if (made) {
    fuzz::require(!made->made.id.empty() && made->made.id.size() <= most_credential_id_bytes, "it has an id");
    fuzz::require(made->model.size() == model_bytes && !made->attestation.empty(), "it has a model and a format");
    fuzz::require(verify_passkey_signature(made->made.key, party.id, {}, bytes(37, 1), bytes(64, 1)).has_error(),
                  "its key signed nothing");
  }
  fuzz::require(verify_registration(party, request, {.client_data = octets, .attestation_object = {}}).has_error(),
                "nothing is no passkey");
  return 0;
}
