#include "relay/admission.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace glasshell::relay {

admission_ticket::admission_ticket(admission_ticket&& other) noexcept
    : from_(std::exchange(other.from_, nullptr)), address_(other.address_) {}

admission_ticket& admission_ticket::operator=(admission_ticket&& other) noexcept {
  std::swap(from_, other.from_);
  std::swap(address_, other.address_);
  return *this;
}

admission_ticket::~admission_ticket() {
  if (from_ != nullptr) from_->release(address_);
}

std::size_t admission::key_hash::operator()(const admission_ticket::key& key) const noexcept {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(key.data()), key.size()});
}

admission_ticket::key admission::key_of(const boost::asio::ip::address& address) {
  admission_ticket::key key{};
  if (address.is_v4() || address.to_v6().is_v4_mapped()) {
    const auto v4 = address.is_v4() ? address.to_v4()
                                    : boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    key[0] = 4;
    std::ranges::copy(v4.to_bytes(), key.begin() + 1);
  } else {
    const auto octets = address.to_v6().to_bytes();
    key[0] = 6;
    std::copy_n(octets.begin(), 8, key.begin() + 1);
  }
  return key;
}

admission::decision admission::admit(const boost::asio::ip::address& address) {
  const auto key = key_of(address);
  const std::lock_guard lock(mutex_);
  if (count_ >= in_all_) return {verdict::full, {}};
  std::size_t& here = counts_[key];
  if (here >= per_address_) return {verdict::full_for_address, {}};
  ++here;
  ++count_;
  return {verdict::admitted, admission_ticket(*this, key)};
}

std::size_t admission::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void admission::release(const admission_ticket::key& key) noexcept {
  const std::lock_guard lock(mutex_);
  --count_;
  const auto found = counts_.find(key);
  if (--found->second == 0) counts_.erase(found);
}

}  // namespace glasshell::relay
