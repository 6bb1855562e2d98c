#include "relay/accounts/sign_in_throttle.hpp"

#include "base/wire.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <new>

namespace glasshell::relay::accounts {

namespace {

constexpr std::size_t hash_bytes = 32;

}  // namespace

sign_in_throttle::sign_in_throttle(const random_source& random, std::size_t entries)
    : hash_key_(secret_bytes::with_size(hash_bytes)),
      accounts_(free_tries_of_account, entries),
      addresses_(free_tries_of_address, entries),
      devices_(free_tries_of_device, entries) {
  random(hash_key_.span());
}

failure_key sign_in_throttle::key_of(throttled_by kind, std::string_view name, std::string_view second) const {
  bytes fields;
  wire_writer(fields).u8(static_cast<std::uint8_t>(kind)).string32(name).string32(second);
  std::array<std::uint8_t, hash_bytes> hash{};
  if (HMAC(EVP_sha256(), hash_key_.view().data(), static_cast<int>(hash_key_.size()), fields.data(), fields.size(),
           hash.data(), nullptr) == nullptr) {
    throw std::bad_alloc();
  }
  failure_key key{};
  std::copy_n(hash.begin(), key.size(), key.begin());
  return key;
}

sign_in_verdict sign_in_throttle::may_try(const sign_in_try& who, time_point now) {
  if (who.device) {
    const failure_key device = key_of(throttled_by::device, who.account, *who.device);
    const duration wait = devices_.wait(device, now);
    if (wait > duration{0}) return {.wait = wait, .by = throttled_by::device};
    devices_.count(device, now);
    return {};
  }
  const failure_key account = key_of(throttled_by::account, who.account);
  const failure_key address = key_of(throttled_by::address, who.address);
  const duration of_account = accounts_.wait(account, now);
  const duration of_address = addresses_.wait(address, now);
  const duration wait = std::max(of_account, of_address);
  if (wait > duration{0}) {
    return {.wait = wait, .by = of_account >= of_address ? throttled_by::account : throttled_by::address};
  }
  accounts_.count(account, now);
  addresses_.count(address, now);
  return {};
}

void sign_in_throttle::succeeded(const sign_in_try& who, time_point now) {
  if (who.device) {
    devices_.take_back(key_of(throttled_by::device, who.account, *who.device), now);
    return;
  }
  accounts_.take_back(key_of(throttled_by::account, who.account), now);
  addresses_.take_back(key_of(throttled_by::address, who.address), now);
}

}  // namespace glasshell::relay::accounts
