#include "software_authenticator.hpp"

#include "base/wire.hpp"
#include "relay/strict/base64url.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>

namespace glasshell::relay::accounts {

namespace {

bytes octets_of(std::string_view text) {
  const bytes_view view = as_bytes_view(text);
  return {view.begin(), view.end()};
}

bytes sha256(bytes_view octets) {
  bytes hash(SHA256_DIGEST_LENGTH);
  SHA256(octets.data(), octets.size(), hash.data());
  return hash;
}

EVP_PKEY* new_key(passkey_algorithm algorithm) {
  switch (algorithm) {
    case passkey_algorithm::es256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case passkey_algorithm::eddsa:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case passkey_algorithm::rs256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
  }
  return nullptr;
}

constexpr std::uint8_t has_credential = 0x40;
constexpr std::uint8_t has_extensions = 0x80;

}  // namespace

namespace cbor {

bytes head(unsigned kind, std::uint64_t value) {
  bytes made;
  const auto first = [&](unsigned detail) { return static_cast<std::uint8_t>(kind << 5U | detail); };
  wire_writer writer(made);
  if (value < 24) {
    writer.u8(first(static_cast<unsigned>(value)));
  } else if (value <= 0xff) {
    writer.u8(first(24)).u8(static_cast<std::uint8_t>(value));
  } else if (value <= 0xffff) {
    writer.u8(first(25)).u16(static_cast<std::uint16_t>(value));
  } else {
    writer.u8(first(27)).u64(value);
  }
  return made;
}

bytes number(std::int64_t value) {
  return value >= 0 ? head(0, static_cast<std::uint64_t>(value)) : head(1, static_cast<std::uint64_t>(-1 - value));
}

bytes octets(bytes_view value) {
  bytes made = head(2, value.size());
  wire_writer(made).raw(value);
  return made;
}

bytes text(std::string_view value) {
  bytes made = head(3, value.size());
  wire_writer(made).raw(as_bytes_view(value));
  return made;
}

bytes joined(const std::initializer_list<bytes>& parts) {
  bytes made;
  for (const bytes& part : parts) wire_writer(made).raw(part);
  return made;
}

}  // namespace cbor

software_authenticator::software_authenticator(passkey_algorithm algorithm)
    : algorithm_(algorithm), key_(new_key(algorithm), [](evp_pkey_st* key) { EVP_PKEY_free(key); }) {}

bytes software_authenticator::number(const char* name, std::size_t size) const {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key_.get(), name, &value) != 1) throw std::runtime_error(name);
  bytes octets(size);
  BN_bn2binpad(value, octets.data(), static_cast<int>(size));
  BN_free(value);
  return octets;
}

bytes software_authenticator::cose_key() const {
  if (key_in_its_place) return *key_in_its_place;
  const auto pair = [](std::int64_t name, const bytes& value) { return cbor::joined({cbor::number(name), value}); };
  const bytes algorithm = pair(3, cbor::number(static_cast<int>(algorithm_)));
  switch (algorithm_) {
    case passkey_algorithm::es256:
      return cbor::joined({cbor::head(5, 5), pair(1, cbor::number(2)), algorithm, pair(-1, cbor::number(1)),
                           pair(-2, cbor::octets(number(OSSL_PKEY_PARAM_EC_PUB_X, 32))),
                           pair(-3, cbor::octets(number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)))});
    case passkey_algorithm::eddsa: {
      bytes point(32);
      std::size_t size = point.size();
      EVP_PKEY_get_raw_public_key(key_.get(), point.data(), &size);
      return cbor::joined({cbor::head(5, 4), pair(1, cbor::number(1)), algorithm, pair(-1, cbor::number(6)),
                           pair(-2, cbor::octets(point))});
    }
    case passkey_algorithm::rs256:
      return cbor::joined({cbor::head(5, 4), pair(1, cbor::number(3)), algorithm,
                           pair(-1, cbor::octets(number(OSSL_PKEY_PARAM_RSA_N, 256))),
                           pair(-2, cbor::octets(number(OSSL_PKEY_PARAM_RSA_E, 3)))});
  }
  return {};
}

bytes software_authenticator::client_data(std::string_view type, bytes_view challenge) const {
  return octets_of(R"({"type":")" + std::string(type) + R"(","challenge":")" + strict::base64url_encoded(challenge) +
                   R"(","origin":")" + origin + '"' + more_client_data + "}");
}

bytes software_authenticator::data_header(std::uint8_t with_flags) const {
  bytes data = sha256(as_bytes_view(relying_party));
  const unsigned all = flags | with_flags | (extensions.empty() ? 0U : has_extensions);
  wire_writer(data).u8(static_cast<std::uint8_t>(all)).u32(counter);
  return data;
}

bytes software_authenticator::registration_data() const {
  bytes data = data_header(has_credential);
  const bytes model(16, 0xaa);
  wire_writer(data).raw(model).string16(id).raw(cose_key()).raw(extensions);
  return data;
}

bytes software_authenticator::attestation_of(bytes_view authenticator_data) const {
  return cbor::joined({cbor::head(5, 3), cbor::text("fmt"), cbor::text(format), cbor::text("attStmt"), statement,
                       cbor::text("authData"), cbor::octets(authenticator_data)});
}

sent_registration software_authenticator::register_with(bytes_view challenge) const {
  return {.client_data = client_data(create_type, challenge),
          .attestation_object = attestation_of(registration_data())};
}

bytes software_authenticator::signature_over(bytes_view authenticator_data, bytes_view client_data) const {
  bytes text(authenticator_data.begin(), authenticator_data.end());
  wire_writer(text).raw(sha256(client_data));
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, algorithm_ == passkey_algorithm::eddsa ? nullptr : EVP_sha256(), nullptr,
                     key_.get());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, text.data(), text.size());
  bytes made(size);
  EVP_DigestSign(context, made.data(), &size, text.data(), text.size());
  EVP_MD_CTX_free(context);
  made.resize(size);
  return made;
}

sent_assertion software_authenticator::sign(bytes_view challenge) const {
  sent_assertion sent{.id = id,
                      .client_data = client_data(get_type, challenge),
                      .authenticator_data = data_header(0),
                      .signature = {},
                      .user_handle = std::nullopt};
  wire_writer(sent.authenticator_data).raw(extensions);
  sent.signature = signature_over(sent.authenticator_data, sent.client_data);
  return sent;
}

}  // namespace glasshell::relay::accounts
