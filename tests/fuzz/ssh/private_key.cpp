// Any text at all opens to a key that can sign, or to a reason; the public half that the envelope shows is the key's own.
#include "ssh/private_key_envelope.hpp"

#include "require.hpp"
#include "script_reader.hpp"

#include "ssh/memory_wipe.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <variant>

namespace {

using namespace glasshell;
using namespace glasshell::ssh;

struct openssl_deleter {
  void operator()(BIO* stream) const noexcept { BIO_free(stream); }
  void operator()(X509_SIG* content) const noexcept { X509_SIG_free(content); }
  void operator()(PBE2PARAM* parameters) const noexcept { PBE2PARAM_free(parameters); }
  void operator()(PBKDF2PARAM* parameters) const noexcept { PBKDF2PARAM_free(parameters); }
};

constexpr std::array<const char*, 5> armours = {"OPENSSH PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
                                                "RSA PRIVATE KEY", "EC PRIVATE KEY"};

/// A fuzzer does not find its way through base64, so most inputs are what the armour holds.
std::string text_from(bytes_view input) {
  fuzz::script_reader script(input);
  const std::uint8_t how = script.u8();
  const bytes_view rest = script.rest();
  if (how >= armours.size()) return std::string(as_text_view(input));
  const std::unique_ptr<BIO, openssl_deleter> out(BIO_new(BIO_s_mem()));
  PEM_write_bio(out.get(), armours.at(how), "", rest.data(), static_cast<long>(rest.size()));
  char* octets = nullptr;
  const long size = BIO_get_mem_data(out.get(), &octets);
  return {octets, static_cast<std::size_t>(size)};
}

/// Files are allowed seconds of key derivation, of which a fuzzer would find nothing but more.
bool is_cheap(const private_key_envelope& envelope) {
  if (!envelope.encrypted) return true;
  if (envelope.kind == private_key_envelope::format::openssh) {
    wire_reader reader(envelope.content.view());
    reader.take(15);
    reader.string32();
    reader.string32();
    wire_reader options(reader.string32());
    options.string32();
    return options.u32() <= 2;
  }
  if (envelope.kind != private_key_envelope::format::encrypted_pkcs8) return true;
  const unsigned char* from = envelope.content.view().data();
  const std::unique_ptr<X509_SIG, openssl_deleter> content(
      d2i_X509_SIG(nullptr, &from, static_cast<long>(envelope.content.size())));
  if (!content) return true;
  const X509_ALGOR* algorithm = nullptr;
  X509_SIG_get0(content.get(), &algorithm, nullptr);
  const std::unique_ptr<PBE2PARAM, openssl_deleter> scheme(
      static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter)));
  if (!scheme || OBJ_obj2nid(scheme->keyfunc->algorithm) != NID_id_pbkdf2) return false;
  const std::unique_ptr<PBKDF2PARAM, openssl_deleter> derivation(
      static_cast<PBKDF2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), scheme->keyfunc->parameter)));
  return !derivation || ASN1_INTEGER_get(derivation->iter) <= 5000;
}

void check_key(const private_key& key, const private_key_envelope& envelope) {
  fuzz::require(envelope.public_blob.empty() || envelope.public_blob == key.public_blob(),
                "the envelope shows the public half of the key that is in it");
  fuzz::require(envelope.key_type.empty() || envelope.key_type == key.type(), "and its type");
  wire_reader blob(key.public_blob());
  fuzz::require(as_text_view(blob.string32()) == key.type(), "a public key begins with its type");
  const std::string algorithm = key.type() == "ssh-rsa" ? "rsa-sha2-256" : key.type();
  if (key.type() == "ssh-rsa" && key.public_blob().size() > 600) return;  // valid, and a second's work
  const bytes signature = key.sign(algorithm, as_bytes_view("data"));
  if (signature.empty()) return;  // numbers that look like a key and are none
  wire_reader reader(signature);
  fuzz::require(as_text_view(reader.string32()) == algorithm, "a signature begins with its algorithm");
  fuzz::require(!reader.string32().empty() && reader.complete(), "and has octets, and nothing after them");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string text = text_from({octets, size});
  const auto read = read_envelope(as_bytes_view(text));
  if (const auto* why = std::get_if<setback>(&read)) {
    fuzz::require(*why == setback::not_a_private_key || *why == setback::public_key_given ||
                      *why == setback::damaged_key || *why == setback::unsupported_key_cipher ||
                      *why == setback::unsupported_key_type,
                  "an envelope is refused for a reason of its own");
    return 0;
  }
  const auto& envelope = std::get<private_key_envelope>(read);
  if (!is_cheap(envelope)) return 0;
  const auto opened = open_envelope(envelope, as_bytes_view("phrase"));
  if (const auto* why = std::get_if<setback>(&opened)) {
    fuzz::require(*why == setback::wrong_passphrase || *why == setback::damaged_key ||
                      *why == setback::unsupported_key_cipher || *why == setback::unsupported_key_type,
                  "a key stays shut for a reason of its own");
    fuzz::require(*why != setback::wrong_passphrase || envelope.encrypted,
                  "a passphrase is wrong only where there is one");
    return 0;
  }
  check_key(std::get<private_key>(opened), envelope);
  return 0;
}
