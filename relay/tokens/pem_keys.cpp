// From PEM to keys.
#include "relay/tokens/errc.hpp"
#include "relay/tokens/key_set.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <memory>
#include <string_view>
#include <utility>

namespace glasshell::relay::tokens {

namespace {

struct bio_deleter {
  void operator()(BIO* file) const noexcept { BIO_free_all(file); }
};

struct openssl_deleter {
  void operator()(void* memory) const noexcept { OPENSSL_free(memory); }
};
template <class T>
using openssl_memory = std::unique_ptr<T, openssl_deleter>;

struct block {
  openssl_memory<char> name;
  openssl_memory<unsigned char> octets;
  long size = 0;
};

/// Nothing at the end of the file, and where a block is damaged: `is_at_end` tells them apart.
std::optional<block> next_block(BIO* file, bool& is_at_end) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* octets = nullptr;
  block found;
  const bool is_there = PEM_read_bio(file, &name, &header, &octets, &found.size) == 1;
  const openssl_memory<char> unused(header);
  found.name.reset(name);
  found.octets.reset(octets);
  is_at_end = !is_there && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!is_there) return std::nullopt;
  return found;
}

}  // namespace

result<key_set> key_set::from_pem(std::string_view pem) {
  if (pem.size() > most_key_file_bytes) return errc::keys_too_long;
  // Before anything is decoded: an encrypted one, or one in a form that we do not read, is as misplaced.
  if (pem.find("PRIVATE KEY-----") != std::string_view::npos) return errc::private_key_among_public_keys;
  const std::unique_ptr<BIO, bio_deleter> file(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!file) return errc::unreadable_keys;

  key_set made;
  bool is_at_end = false;
  while (auto found = next_block(file.get(), is_at_end)) {
    if (std::string_view(found->name.get()) != PEM_STRING_PUBLIC) return errc::unusable_key;
    auto key = verification_key::public_key_info({found->octets.get(), static_cast<std::size_t>(found->size)});
    if (!key) return errc::unusable_key;
    if (const auto added = made.add(std::move(*key)); !added) return added.error();
  }
  if (!is_at_end || made.size() == 0) return errc::unreadable_keys;
  return made;
}

}  // namespace glasshell::relay::tokens
