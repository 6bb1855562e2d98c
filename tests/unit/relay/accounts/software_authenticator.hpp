// An authenticator of the tests' own, and the browser before it: does what is asked, or what a test puts in its place.
#pragma once

#include "base/bytes.hpp"
#include "relay/accounts/passkey.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace glasshell::relay::accounts {

/// CBOR as authenticators write it.
namespace cbor {
bytes head(unsigned kind, std::uint64_t value);
bytes number(std::int64_t value);
bytes octets(bytes_view value);
bytes text(std::string_view value);
bytes joined(const std::initializer_list<bytes>& parts);
}  // namespace cbor

/// What a browser would have sent; each part may be changed before it is.
struct sent_registration {
  bytes client_data;
  bytes attestation_object;
  [[nodiscard]] registration_answer answer() const { return {client_data, attestation_object}; }
};

struct sent_assertion {
  bytes id;
  bytes client_data;
  bytes authenticator_data;
  bytes signature;
  std::optional<bytes> user_handle;
  [[nodiscard]] assertion_answer answer() const {
    return {.id = id,
            .client_data = client_data,
            .authenticator_data = authenticator_data,
            .signature = signature,
            .user_handle = user_handle ? std::optional<bytes_view>(*user_handle) : std::nullopt};
  }
};

class software_authenticator {
 public:
  explicit software_authenticator(passkey_algorithm algorithm);

  // What it says, unless a test wants it otherwise.
  std::string relying_party = "shell.example.org";
  std::string origin = "https://shell.example.org";
  std::string create_type = "webauthn.create";
  std::string get_type = "webauthn.get";
  std::string more_client_data = R"(,"crossOrigin":false)";
  std::uint8_t flags = 0x05;  ///< present and verified
  std::uint32_t counter = 1;
  bytes id = bytes(32, 0x1d);
  std::string format = "none";
  bytes statement = cbor::head(5, 0);
  bytes extensions;                       ///< with their flag, if there are any
  std::optional<bytes> key_in_its_place;  ///< a COSE key

  [[nodiscard]] sent_registration register_with(bytes_view challenge) const;
  [[nodiscard]] sent_assertion sign(bytes_view challenge) const;

  [[nodiscard]] bytes client_data(std::string_view type, bytes_view challenge) const;
  [[nodiscard]] bytes registration_data() const;
  [[nodiscard]] bytes attestation_of(bytes_view authenticator_data) const;
  [[nodiscard]] bytes cose_key() const;
  [[nodiscard]] bytes signature_over(bytes_view authenticator_data, bytes_view client_data) const;

 private:
  [[nodiscard]] bytes data_header(std::uint8_t with_flags) const;
  [[nodiscard]] bytes number(const char* name, std::size_t size) const;

  passkey_algorithm algorithm_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace glasshell::relay::accounts
