#include "relay/tokens/replay_cache.hpp"

#include "base/bytes.hpp"
#include "relay/tokens/errc.hpp"

#include <openssl/sha.h>

namespace glasshell::relay::tokens {

namespace {

// A clock that is put right by less than this does not bring a used token back.
constexpr std::chrono::minutes remembered_beyond{1};

}  // namespace

result<void> replay_cache::use(std::string_view id, std::chrono::sys_seconds expiry, std::chrono::sys_seconds now) {
  while (!by_expiry_.empty() && by_expiry_.begin()->first + remembered_beyond <= now) {
    ids_.erase(by_expiry_.begin()->second);
    by_expiry_.erase(by_expiry_.begin());
  }
  digest hash{};
  static_assert(sizeof(digest) == SHA256_DIGEST_LENGTH);
  SHA256(as_bytes_view(id).data(), id.size(), hash.data());
  if (ids_.contains(hash)) return errc::used_token;
  if (ids_.size() >= limit_) return errc::too_many_tokens;
  ids_.emplace(hash, expiry);
  by_expiry_.emplace(expiry, hash);
  return {};
}

}  // namespace glasshell::relay::tokens
