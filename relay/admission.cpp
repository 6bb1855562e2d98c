#include "relay/admission.hpp"

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
  if (from_ != nullptr) from_->release(address_ ? &*address_ : nullptr);
}

admission::decision admission::admit(const boost::asio::ip::address& address) {
  const auto key = address_key::of(address);
  const std::lock_guard lock(mutex_);
  if (count_ >= in_all_) return {verdict::full, {}};
  std::size_t& here = counts_[key];
  if (here >= per_address_) return {verdict::full_for_address, {}};
  ++here;
  ++count_;
  return {verdict::admitted, admission_ticket(*this, key)};
}

admission::decision admission::admit_in_all() {
  const std::lock_guard lock(mutex_);
  if (count_ >= in_all_) return {verdict::full, {}};
  ++count_;
  return {verdict::admitted, admission_ticket(*this, std::nullopt)};
}

std::size_t admission::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void admission::release(const address_key* key) noexcept {
  const std::lock_guard lock(mutex_);
  --count_;
  if (key == nullptr) return;
  const auto found = counts_.find(*key);
  if (--found->second == 0) counts_.erase(found);
}

}  // namespace glasshell::relay
