#include "relay/tokens/key_set.hpp"

#include "relay/tokens/errc.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace glasshell::relay::tokens {

result<void> key_set::add(verification_key key) {
  if (keys_.size() >= most_keys) return errc::too_many_keys;
  const auto same = [&](const verification_key& other) {
    return other.id() == key.id() && other.algorithm() == key.algorithm();
  };
  if (std::ranges::any_of(keys_, same)) return errc::duplicate_key_id;
  keys_.push_back(std::move(key));
  return {};
}

result<const verification_key*> key_set::find(algorithm wanted, std::optional<std::string_view> id) const {
  const auto is_wanted = [&](const verification_key& key) { return key.algorithm() == wanted; };
  if (!id) {
    const auto found = std::ranges::find_if(keys_, is_wanted);
    if (found == keys_.end()) return errc::wrong_algorithm;
    if (std::any_of(std::next(found), keys_.end(), is_wanted)) return errc::ambiguous_key;
    return &*found;
  }
  bool is_known = false;
  for (const verification_key& key : keys_) {
    if (key.id() != *id || key.id().empty()) continue;
    if (is_wanted(key)) return &key;
    is_known = true;
  }
  if (is_known) return errc::wrong_algorithm;
  const auto is_nameless = [](const verification_key& key) { return key.id().empty(); };
  const auto nameless =
      std::ranges::find_if(keys_, [&](const verification_key& key) { return is_nameless(key) && is_wanted(key); });
  if (nameless == keys_.end())
    return std::ranges::any_of(keys_, is_nameless) ? errc::wrong_algorithm : errc::unknown_key;
  return &*nameless;
}

}  // namespace glasshell::relay::tokens
