#include "ssh/bcrypt_kdf.hpp"

extern "C" {
#include "libssh2_priv.h"
}

namespace glasshell::ssh {

bool derive_with_bcrypt(bytes_view passphrase, bytes_view salt, std::uint32_t rounds, bytes_span key) {
  return _libssh2_bcrypt_pbkdf(as_text_view(passphrase).data(), passphrase.size(), salt.data(), salt.size(), key.data(),
                               key.size(), rounds) == 0;
}

}  // namespace glasshell::ssh
