#include "ssh/private_key_envelope.hpp"

#include "ssh/memory_wipe.hpp"
#include "ssh/openssh_key.hpp"
#include "ssh/pem_key.hpp"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

namespace glasshell::ssh {

namespace {

// An RSA key of 16,384 bits takes 13 KiB.
constexpr std::size_t text_limit_bytes = std::size_t{64} * 1024;

struct bio_deleter {
  void operator()(BIO* stream) const noexcept { BIO_free(stream); }
};
/// A block that OpenSSL's PEM reader gave, of `size` octets.
struct pem_block {
  char* label = nullptr;
  char* header = nullptr;
  unsigned char* content = nullptr;
  long size = 0;
  pem_block() = default;
  pem_block(const pem_block&) = delete;
  pem_block& operator=(const pem_block&) = delete;
  ~pem_block() {
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(content, static_cast<std::size_t>(size));
  }
};

std::string_view trimmed(std::string_view line) {
  constexpr std::string_view white = " \t\r\v\f";
  const std::size_t first = line.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(white) - first + 1);
}

/// Pasted text comes with indentation, carriage returns and without a last line feed, none of which OpenSSL takes.
secret_buffer normalised(std::string_view text) {
  secret_buffer lines;
  lines.reserve(text.size() + 1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    lines.insert(lines.end(), line.begin(), line.end());
    lines.push_back('\n');
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// What begins like a public key: the line of a `.pub` file, or one of the armoured formats.
bool is_public_key(std::string_view text) {
  constexpr std::array<std::string_view, 9> beginnings = {
      "ssh-rsa ",
      "ssh-ed25519 ",
      "ecdsa-sha2-",
      "ssh-dss ",
      "sk-ssh-",
      "sk-ecdsa-",
      "ssh-ed25519-cert-v01",
      "ssh-rsa-cert-v01",
      "---- BEGIN SSH2 PUBLIC KEY",
  };
  return std::any_of(beginnings.begin(), beginnings.end(), [&](auto one) { return text.starts_with(one); }) ||
         text.find("PUBLIC KEY-----") != std::string_view::npos;
}

setback cause_for_unreadable(std::string_view text) {
  if (is_public_key(text)) return setback::public_key_given;
  if (text.starts_with("PuTTY-User-Key-File-")) return setback::unsupported_key_type;
  if (text.find("PRIVATE KEY-----") != std::string_view::npos) return setback::damaged_key;
  return setback::not_a_private_key;
}

std::variant<private_key_envelope, setback> envelope_of(const pem_block& block) {
  const std::string_view label(block.label);
  const bytes_view content(block.content, static_cast<std::size_t>(block.size));
  if (label == "OPENSSH PRIVATE KEY") return read_openssh_envelope(content);
  private_key_envelope envelope;
  if (label == "PRIVATE KEY") {
    envelope.kind = private_key_envelope::format::pkcs8;
  } else if (label == "ENCRYPTED PRIVATE KEY") {
    envelope.kind = private_key_envelope::format::encrypted_pkcs8;
    envelope.encrypted = true;
  } else if (label == "RSA PRIVATE KEY") {
    envelope.kind = private_key_envelope::format::rsa;
    envelope.key_type = "ssh-rsa";
  } else if (label == "EC PRIVATE KEY") {
    envelope.kind = private_key_envelope::format::ec;
  } else if (label.ends_with("PUBLIC KEY")) {
    return setback::public_key_given;
  } else {
    return label.ends_with("PRIVATE KEY") ? setback::unsupported_key_type : setback::not_a_private_key;
  }
  envelope.dek_info = block.header;
  envelope.encrypted = envelope.encrypted || !envelope.dek_info.empty();
  envelope.content = secret_bytes(content);
  if (const auto unreadable = check_pem_envelope(envelope)) return *unreadable;
  return envelope;
}

}  // namespace

std::variant<private_key_envelope, setback> read_envelope(bytes_view text) {
  if (text.size() > text_limit_bytes) return setback::not_a_private_key;
  const secret_buffer lines = normalised(as_text_view(text));
  const std::unique_ptr<BIO, bio_deleter> stream(BIO_new_mem_buf(lines.data(), static_cast<int>(lines.size())));
  pem_block block;
  const bool readable =
      stream && PEM_read_bio(stream.get(), &block.label, &block.header, &block.content, &block.size) == 1;
  ERR_clear_error();
  const std::string_view as_text = as_text_view(lines);
  if (!readable) return cause_for_unreadable(as_text.substr(std::min(as_text.find_first_not_of('\n'), as_text.size())));
  // "EC PARAMETERS" may come first, as openssl writes it.
  if (std::string_view(block.label) == "EC PARAMETERS") {
    const std::size_t key = as_text.find("-----BEGIN EC PRIVATE KEY");
    return key == std::string_view::npos ? setback::damaged_key : read_envelope(as_bytes_view(as_text.substr(key)));
  }
  return envelope_of(block);
}

std::variant<private_key, setback> open_envelope(const private_key_envelope& envelope, bytes_view passphrase) {
  auto opened = envelope.kind == private_key_envelope::format::openssh ? open_openssh_key(envelope, passphrase)
                                                                       : open_pem_key(envelope, passphrase);
  ERR_clear_error();
  return opened;
}

}  // namespace glasshell::ssh
