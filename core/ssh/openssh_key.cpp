#include "ssh/openssh_key.hpp"

#include "base/wire.hpp"
#include "ssh/bcrypt_kdf.hpp"
#include "ssh/key_material.hpp"
#include "ssh/memory_wipe.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr std::string_view magic("openssh-key-v1\0", 15);
constexpr std::size_t check_bytes = 8;  // the same u32 twice

// ssh-keygen writes 16 or 24, the careful ask for a few hundred. One round takes about 2 ms natively and 4 ms in
// WebAssembly, and nothing else runs meanwhile: a hostile file may name 2^32.
constexpr std::uint32_t bcrypt_rounds_limit = 2048;

struct file_cipher {
  std::string_view name;
  const EVP_CIPHER* (*method)();
  std::size_t key_bytes;
  std::size_t iv_bytes;
  std::size_t block_bytes;
  std::size_t tag_bytes;
};
constexpr std::array<file_cipher, 9> ciphers = {{
    {"aes256-ctr", EVP_aes_256_ctr, 32, 16, 16, 0},
    {"aes192-ctr", EVP_aes_192_ctr, 24, 16, 16, 0},
    {"aes128-ctr", EVP_aes_128_ctr, 16, 16, 16, 0},
    {"aes256-cbc", EVP_aes_256_cbc, 32, 16, 16, 0},
    {"aes192-cbc", EVP_aes_192_cbc, 24, 16, 16, 0},
    {"aes128-cbc", EVP_aes_128_cbc, 16, 16, 16, 0},
    {"3des-cbc", EVP_des_ede3_cbc, 24, 8, 8, 0},
    {"aes256-gcm@openssh.com", EVP_aes_256_gcm, 32, 12, 16, 16},
    {"aes128-gcm@openssh.com", EVP_aes_128_gcm, 16, 12, 16, 16},
}};
constexpr std::size_t plain_block_bytes = 8;

struct file_fields {
  std::string_view cipher;
  std::string_view kdf;
  bytes_view salt;
  std::uint32_t rounds = 0;
  bytes_view public_blob;
  bytes_view section;  // the private half
  bytes_view tag;
};

struct context_deleter {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

std::optional<file_fields> split(bytes_view content) {
  wire_reader reader(content);
  if (as_text_view(reader.take(magic.size())) != magic) return std::nullopt;
  file_fields fields;
  fields.cipher = as_text_view(reader.string32());
  fields.kdf = as_text_view(reader.string32());
  wire_reader kdf_options(reader.string32());
  if (fields.kdf != "none") {
    fields.salt = kdf_options.string32();
    fields.rounds = kdf_options.u32();
  }
  const std::uint32_t keys = reader.u32();
  fields.public_blob = reader.string32();
  fields.section = reader.string32();
  fields.tag = reader.rest();
  if (reader.failed() || keys != 1) return std::nullopt;
  return fields;
}

const file_cipher* cipher_named(std::string_view name) {
  const auto found = std::find_if(ciphers.begin(), ciphers.end(), [&](const auto& one) { return one.name == name; });
  return found == ciphers.end() ? nullptr : &*found;
}

std::optional<secret_buffer> decrypted(const file_cipher& cipher, const file_fields& fields, bytes_view passphrase) {
  secret_buffer key(cipher.key_bytes + cipher.iv_bytes);
  if (!derive_with_bcrypt(passphrase, fields.salt, fields.rounds, key)) return std::nullopt;
  const std::unique_ptr<EVP_CIPHER_CTX, context_deleter> context(EVP_CIPHER_CTX_new());
  secret_buffer plain(fields.section.size() + EVP_MAX_BLOCK_LENGTH);
  int size = 0;
  int rest = 0;
  if (!context ||
      EVP_DecryptInit_ex(context.get(), cipher.method(), nullptr, key.data(), &key[cipher.key_bytes]) != 1) {
    return std::nullopt;
  }
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  if (cipher.tag_bytes > 0) {
    bytes tag(fields.tag.begin(), fields.tag.end());
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()), tag.data());
  }
  if (EVP_DecryptUpdate(context.get(), plain.data(), &size, fields.section.data(),
                        static_cast<int>(fields.section.size())) != 1 ||
      EVP_DecryptFinal_ex(context.get(), &plain[static_cast<std::size_t>(size)], &rest) != 1) {
    return std::nullopt;
  }
  plain.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(rest));
  return plain;
}

/// The private half, after its check: the type and the fields of that type, a comment, and 1, 2, 3 … as padding.
std::variant<private_key, setback> key_from(bytes_view section, bytes_view public_blob) {
  wire_reader reader(section);
  const std::string_view type = as_text_view(reader.string32());
  evp_key made;
  if (type == "ssh-ed25519") {
    reader.string32();  // the public half again
    const bytes_view both = reader.string32();
    made = ed25519_key(both.first(std::min<std::size_t>(both.size(), 32)));
  } else if (type.starts_with("ecdsa-sha2-nistp")) {
    const std::string_view curve = as_text_view(reader.string32());
    const bytes_view point = reader.string32();
    made = ecdsa_key(curve, point, reader.string32());
  } else if (type == "ssh-rsa") {
    rsa_numbers numbers;
    numbers.modulus = reader.string32();
    numbers.public_exponent = reader.string32();
    numbers.private_exponent = reader.string32();
    numbers.coefficient = reader.string32();
    numbers.prime_1 = reader.string32();
    numbers.prime_2 = reader.string32();
    made = rsa_key(numbers);
  }  // else it is not the type that the envelope names
  if (reader.failed() || !made) return setback::damaged_key;
  auto key = private_key::from(std::move(made));
  if (!key ||
      !std::equal(public_blob.begin(), public_blob.end(), key->public_blob().begin(), key->public_blob().end())) {
    return setback::damaged_key;
  }
  return std::move(*key);
}

bool is_supported_type(std::string_view type) {
  return type == "ssh-ed25519" || type == "ssh-rsa" || type.starts_with("ecdsa-sha2-nistp");
}

}  // namespace

std::variant<private_key_envelope, setback> read_openssh_envelope(bytes_view content) {
  const auto fields = split(content);
  if (!fields) return setback::damaged_key;
  private_key_envelope envelope;
  envelope.encrypted = fields->cipher != "none";
  if (envelope.encrypted) {
    const file_cipher* cipher = cipher_named(fields->cipher);
    if (cipher == nullptr || fields->kdf != "bcrypt") return setback::unsupported_key_cipher;
    if (fields->rounds == 0 || fields->rounds > bcrypt_rounds_limit) return setback::unsupported_key_cipher;
    if (fields->section.size() % cipher->block_bytes != 0 || fields->tag.size() != cipher->tag_bytes) {
      return setback::damaged_key;
    }
  } else if (fields->section.size() % plain_block_bytes != 0) {
    return setback::damaged_key;
  }
  envelope.key_type = as_text_view(wire_reader(fields->public_blob).string32());
  if (!is_supported_type(envelope.key_type)) return setback::unsupported_key_type;
  envelope.public_blob = bytes(fields->public_blob.begin(), fields->public_blob.end());
  envelope.content = secret_bytes(content);
  return envelope;
}

std::variant<private_key, setback> open_openssh_key(const private_key_envelope& envelope, bytes_view passphrase) {
  const auto fields = split(envelope.content.view());
  if (!fields) return setback::damaged_key;
  secret_buffer plain(fields->section.begin(), fields->section.end());
  if (envelope.encrypted) {
    auto opened = decrypted(*cipher_named(fields->cipher), *fields, passphrase);
    if (!opened) return setback::wrong_passphrase;
    plain = std::move(*opened);
  }
  wire_reader check(plain);
  const std::uint32_t first = check.u32();
  const std::uint32_t second = check.u32();
  if (check.failed() || first != second) {
    return envelope.encrypted ? setback::wrong_passphrase : setback::damaged_key;
  }
  return key_from(bytes_view(plain).subspan(check_bytes), fields->public_blob);
}

}  // namespace glasshell::ssh
