#include "relay/accounts/passkey_key.hpp"

#include "relay/accounts/errc.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <memory>
#include <new>

namespace glasshell::relay::accounts {

namespace {

/// libfido2 frees through a pointer to the pointer.
template <auto Free>
struct deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(&object);
  }
};
using fido_credential = std::unique_ptr<fido_cred_t, deleter<fido_cred_free>>;
using fido_assertion = std::unique_ptr<fido_assert_t, deleter<fido_assert_free>>;
using es256_key = std::unique_ptr<es256_pk_t, deleter<es256_pk_free>>;
using eddsa_key = std::unique_ptr<eddsa_pk_t, deleter<eddsa_pk_free>>;
using rs256_key = std::unique_ptr<rs256_pk_t, deleter<rs256_pk_free>>;

struct pkey_deleter {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using openssl_key = std::unique_ptr<EVP_PKEY, pkey_deleter>;

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t es256_bytes = 2 * coordinate_bytes;
constexpr std::size_t eddsa_bytes = 32;
constexpr std::size_t rs256_bytes = 256 + 3;

template <class Pointer>
Pointer made(Pointer object) {
  if (!object) throw std::bad_alloc();
  return object;
}

/// Calls `use` with libfido2's form of a key; what OpenSSL finds no key in does not come so far.
template <class Use>
result<void> with_key(const passkey_key& key, Use use) {
  const bytes& octets = key.octets;
  const auto used = [&](const auto& its_key, std::size_t size, auto from_octets, auto to_openssl) -> result<void> {
    if (octets.size() != size || from_octets(its_key.get(), octets.data(), octets.size()) != FIDO_OK) {
      return errc::unusable_key;
    }
    if (!openssl_key(to_openssl(its_key.get()))) return errc::unusable_key;
    return use(static_cast<const void*>(its_key.get()));
  };
  switch (key.algorithm) {
    case passkey_algorithm::es256:
      return used(made(es256_key(es256_pk_new())), es256_bytes, es256_pk_from_ptr, es256_pk_to_EVP_PKEY);
    case passkey_algorithm::eddsa:
      return used(made(eddsa_key(eddsa_pk_new())), eddsa_bytes, eddsa_pk_from_ptr, eddsa_pk_to_EVP_PKEY);
    case passkey_algorithm::rs256:
      return used(made(rs256_key(rs256_pk_new())), rs256_bytes, rs256_pk_from_ptr, rs256_pk_to_EVP_PKEY);
  }
  return errc::unusable_key;
}

}  // namespace

result<passkey_key> key_of_new_credential(bytes_view authenticator_data) {
  // libfido2 wants to be told which algorithm it was asked for, and takes no other.
  for (const auto algorithm : {passkey_algorithm::es256, passkey_algorithm::eddsa, passkey_algorithm::rs256}) {
    const fido_credential credential = made(fido_credential(fido_cred_new()));
    if (fido_cred_set_type(credential.get(), static_cast<int>(algorithm)) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential.get(), authenticator_data.data(), authenticator_data.size()) != FIDO_OK) {
      continue;
    }
    const unsigned char* octets = fido_cred_pubkey_ptr(credential.get());
    if (octets == nullptr) break;
    passkey_key key{.algorithm = algorithm, .octets = {octets, octets + fido_cred_pubkey_len(credential.get())}};
    const auto usable = with_key(key, [](const void* /*unused*/) { return result<void>(); });
    ERR_clear_error();
    if (!usable) break;
    return key;
  }
  return errc::unusable_key;
}

result<void> verify_passkey_signature(const passkey_key& key, const std::string& relying_party, bytes_view client_data,
                                      bytes_view authenticator_data, bytes_view signature) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
  SHA256(client_data.data(), client_data.size(), hash.data());
  const fido_assertion assertion = made(fido_assertion(fido_assert_new()));
  if (fido_assert_set_clientdata_hash(assertion.get(), hash.data(), hash.size()) != FIDO_OK ||
      fido_assert_set_rp(assertion.get(), relying_party.c_str()) != FIDO_OK ||
      fido_assert_set_count(assertion.get(), 1) != FIDO_OK ||
      fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE) != FIDO_OK) {
    throw std::bad_alloc();
  }
  if (fido_assert_set_authdata_raw(assertion.get(), 0, authenticator_data.data(), authenticator_data.size()) !=
          FIDO_OK ||
      fido_assert_set_sig(assertion.get(), 0, signature.data(), signature.size()) != FIDO_OK) {
    return errc::unreadable_passkey;
  }
  const auto verified = with_key(key, [&](const void* its_key) -> result<void> {
    const int status = fido_assert_verify(assertion.get(), 0, static_cast<int>(key.algorithm), its_key);
    if (status == FIDO_OK) return {};
    return status == FIDO_ERR_INVALID_SIG ? errc::wrong_signature : errc::unreadable_passkey;
  });
  ERR_clear_error();
  return verified;
}

}  // namespace glasshell::relay::accounts
