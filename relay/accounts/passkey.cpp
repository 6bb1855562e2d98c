#include "relay/accounts/passkey.hpp"

#include "base/secret.hpp"
#include "relay/accounts/authenticator_data.hpp"
#include "relay/accounts/cbor.hpp"
#include "relay/accounts/client_data.hpp"
#include "relay/accounts/errc.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <utility>

namespace glasshell::relay::accounts {

namespace {

constexpr std::size_t most_format_bytes = 32;  // WebAuthn §8.1

struct attestation_object {
  std::string_view format;
  bytes_view authenticator_data;
};

/// WebAuthn §6.5: three members, whatever their order.
result<attestation_object> read_attestation_object(bytes_view octets) {
  if (octets.size() > most_attestation_bytes) return errc::unreadable_passkey;
  cbor_reader reader(octets);
  attestation_object read;
  bytes_view statement;
  for (auto left = reader.map(); left > 0 && !reader.failed(); --left) {
    const std::string_view name = reader.text();
    if (name == "fmt" && read.format.empty()) {
      read.format = reader.text();
    } else if (name == "authData" && read.authenticator_data.empty()) {
      read.authenticator_data = reader.octets();
    } else if (name == "attStmt" && statement.empty()) {
      statement = reader.item();
    } else {
      return errc::unreadable_passkey;
    }
  }
  cbor_reader inside(statement);
  const auto statement_members = inside.map();
  if (!reader.complete() || inside.failed() || read.format.empty() || read.format.size() > most_format_bytes ||
      read.authenticator_data.empty() || (read.format == "none" && statement_members != 0)) {
    return errc::unreadable_passkey;
  }
  return read;
}

/// What both ceremonies ask of the authenticator.
result<void> check_presence(const authenticator_data& said, const relying_party& party,
                            user_verification verification) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
  SHA256(as_bytes_view(party.id).data(), party.id.size(), hash.data());
  if (!equal_in_constant_time(said.relying_party_hash, hash)) return errc::wrong_relying_party;
  if (!said.user_present()) return errc::user_absent;
  if (verification == user_verification::required && !said.user_verified()) return errc::user_not_verified;
  return {};
}

bytes owned(bytes_view octets) { return {octets.begin(), octets.end()}; }

}  // namespace

result<new_passkey> verify_registration(const relying_party& party, const passkey_request& request,
                                        const registration_answer& answer) {
  const auto page = check_client_data(answer.client_data, ceremony::registration, request.challenge, party.origins);
  if (!page) return page.error();
  const auto object = read_attestation_object(answer.attestation_object);
  if (!object) return object.error();
  const auto said = read_authenticator_data(object->authenticator_data);
  if (!said) return said.error();
  if (const auto present = check_presence(*said, party, request.verification); !present) return present.error();
  if (!said->credential) return errc::no_credential;
  auto key = key_of_new_credential(object->authenticator_data);
  if (!key) return key.error();
  return new_passkey{.made = {.id = owned(said->credential->id), .key = std::move(*key), .counter = said->counter},
                     .model = owned(said->credential->model),
                     .attestation = std::string(object->format),
                     .user_verified = said->user_verified(),
                     .backed_up = said->backed_up()};
}

result<used_passkey> verify_assertion(const relying_party& party, const passkey_request& request,
                                      std::span<const passkey> allowed, bytes_view user_handle,
                                      const assertion_answer& answer) {
  if (answer.authenticator_data.size() > most_assertion_data_bytes || answer.signature.empty() ||
      answer.signature.size() > most_signature_bytes) {
    return errc::unreadable_passkey;
  }
  const auto known =
      std::ranges::find_if(allowed, [&](const passkey& each) { return std::ranges::equal(each.id, answer.id); });
  if (known == allowed.end()) return errc::unknown_passkey;
  if (answer.user_handle && !std::ranges::equal(*answer.user_handle, user_handle)) return errc::wrong_user_handle;
  const auto page = check_client_data(answer.client_data, ceremony::assertion, request.challenge, party.origins);
  if (!page) return page.error();
  const auto said = read_authenticator_data(answer.authenticator_data);
  if (!said) return said.error();
  if (said->credential) return errc::unreadable_passkey;  // which only a registration has
  if (const auto present = check_presence(*said, party, request.verification); !present) return present.error();
  const auto is_signed =
      verify_passkey_signature(known->key, party.id, answer.client_data, answer.authenticator_data, answer.signature);
  if (!is_signed) return is_signed.error();
  // Those that are copied between devices do not count: both are zero then.
  if ((said->counter != 0 || known->counter != 0) && said->counter <= known->counter) return errc::cloned_passkey;
  return used_passkey{.index = static_cast<std::size_t>(known - allowed.begin()),
                      .counter = said->counter,
                      .user_verified = said->user_verified(),
                      .backed_up = said->backed_up()};
}

}  // namespace glasshell::relay::accounts
