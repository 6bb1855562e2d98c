#include "relay/session_registry.hpp"

#include "relay/process.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>

namespace glasshell::relay {

std::size_t session_registry::id_hash::operator()(const link::session_id& id) const noexcept {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(id.data()), id.size()});
}

session_registry::session_registry(const bounds& limits) : bounds_(limits) {
  std::array<std::uint8_t, sizeof(salt_)> octets{};
  fill_random(octets);
  std::memcpy(&salt_, octets.data(), sizeof(salt_));
}

worker* session_registry::would_be_home(const link::session_id& id) const {
  if (homes_.empty()) return nullptr;
  std::uint64_t mixed = salt_;
  for (const std::uint8_t octet : id)
    mixed = (mixed ^ octet) * 0x9e3779b97f4a7c15U;  // its high bits depend on every octet
  return homes_[(mixed >> 32U) % homes_.size()];
}

void session_registry::add(const link::session_id& id, std::uint64_t routing_word, worker& home,
                           std::weak_ptr<session> here) {
  const std::lock_guard lock(mutex_);
  entries_.insert_or_assign(id, entry{{.home = &home, .here = std::move(here)}, routing_word, std::nullopt, {}});
}

void session_registry::leaves(const link::session_id& id, const place& seen, worker& to) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end() || found->second.where.moves != seen.moves) return;
  found->second.where = {.home = &to, .here = {}, .moves = seen.moves + 1};
}

void session_registry::arrived(const link::session_id& id, worker& home, std::weak_ptr<session> here) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  found->second.where = {.home = &home, .here = std::move(here), .moves = found->second.where.moves + 1};
}

void session_registry::remove(const link::session_id& id, past why) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  stop_waiting(found->second);
  entries_.erase(found);
  remember(id, why);
  if (entries_.empty()) emptied_.notify_all();
}

session_registry::finding session_registry::find(const link::session_id& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found != entries_.end()) return found->second.where;
  const auto remembered = past_.find(id);
  if (remembered != past_.end()) return remembered->second;
  return std::monostate{};
}

bool session_registry::has_routing_word(std::uint64_t word) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(entries_, [word](const auto& each) { return each.second.routing_word == word; });
}

std::vector<session_registry::eviction> session_registry::detached(const link::session_id& id,
                                                                   const address_key& owner) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return {};
  stop_waiting(found->second);
  const order place_in_line = ++last_order_;
  found->second.waiting = place_in_line;
  found->second.owner = owner;
  waiting_.emplace(place_in_line, id);
  auto& same_owner = waiting_of_[owner];
  same_owner.insert(place_in_line);

  std::vector<eviction> leaving;
  if (same_owner.size() > bounds_.detached_per_owner) {
    evict(*same_owner.begin(), "detached_sessions_per_user", leaving);
  } else if (waiting_.size() > bounds_.detached) {
    evict(waiting_.begin()->first, "detached_sessions", leaving);
  }
  return leaving;
}

void session_registry::attached(const link::session_id& id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found != entries_.end()) stop_waiting(found->second);
}

void session_registry::stop_waiting(entry& of) {
  if (!of.waiting) return;
  waiting_.erase(*of.waiting);
  const auto same_owner = waiting_of_.find(of.owner);
  same_owner->second.erase(*of.waiting);
  if (same_owner->second.empty()) waiting_of_.erase(same_owner);
  of.waiting.reset();
}

void session_registry::evict(order which, std::string_view limit, std::vector<eviction>& into) {
  entry& leaving = entries_.at(waiting_.at(which));
  into.push_back({leaving.where, limit});
  stop_waiting(leaving);
}

void session_registry::remember(const link::session_id& id, past why) {
  if (bounds_.remembered == 0) return;
  if (past_in_order_.size() >= bounds_.remembered) {
    past_.erase(past_in_order_.front());
    past_in_order_.pop_front();
  }
  past_in_order_.push_back(id);
  past_.insert_or_assign(id, why);
}

std::size_t session_registry::count() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

void session_registry::wait_until_empty(std::chrono::steady_clock::time_point end) const {
  std::unique_lock lock(mutex_);
  emptied_.wait_until(lock, end, [this] { return entries_.empty(); });
}

std::size_t session_registry::detached_count() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace glasshell::relay
