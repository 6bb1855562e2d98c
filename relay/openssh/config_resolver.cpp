#include "relay/openssh/config_resolver.hpp"

#include "relay/openssh/config_reader.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <iterator>

namespace glasshell::relay::openssh {

namespace {

/// Takes the settings of a section that applies, each unless it has been taken.
class taker {
 public:
  taker(resolution& into, std::string_view name) noexcept : into_(into), name_(name) {}

  void take(const setting& one, const place& where) {
    where_ = &where;
    std::visit(*this, one.value);
  }

  void operator()(const host_name_setting& one) {
    if (into_.host_name) return;
    into_.host_name = expand_host_name(one.text, name_);
  }
  void operator()(const port_setting& one) {
    if (!into_.port) into_.port = one.port;
  }
  void operator()(const user_setting& one) {
    if (!into_.user) into_.user = one.name;
  }
  void operator()(const alias_setting& one) {
    if (!into_.alias) into_.alias = one.name;
  }
  // ProxyJump and ProxyCommand exclude each other: whichever is first counts. But "ProxyJump none" leaves a command in force,
  // as ssh does it.
  void operator()(const jump_setting& one) {
    if (jump_taken_ || (command_taken_ && !one.chain.empty())) return;
    jump_taken_ = true;
    if (one.chain.empty()) return;
    command_taken_ = true;
    into_.jumps = one.chain;
    into_.jump_place = *where_;
  }
  void operator()(const command_setting& one) {
    if (command_taken_) return;
    command_taken_ = true;
    if (one.what == command_setting::kind::some) into_.command_place = *where_;
  }
  void operator()(const unusable_setting& one) {
    const bool late = (one.what == unusable_setting::of::host_name && into_.host_name) ||
                      (one.what == unusable_setting::of::port && into_.port) ||
                      (one.what == unusable_setting::of::jump && (jump_taken_ || command_taken_));
    if (!late && !into_.unusable) into_.unusable = *where_;
  }

 private:
  resolution& into_;
  std::string_view name_;
  const place* where_ = nullptr;
  bool jump_taken_ = false;
  bool command_taken_ = false;
};

bool has_names_only(const condition& when) {
  const auto* host = std::get_if<host_condition>(&when);
  return host != nullptr && std::ranges::none_of(host->patterns, &host_pattern::wildcard);
}

std::string key_of(const jump_word& word) {
  return word.user + "@" + word.host + ":" + (word.port ? std::to_string(*word.port) : "");
}

}  // namespace

std::string resolution::host(std::string_view name) const {
  const std::string host = host_name.value_or(std::string(name));
  // The zone of an address is the name of an interface, which has case.
  const std::size_t zone = std::min(host.find('%'), host.size());
  return in_lower_case(host.substr(0, zone)) + host.substr(zone);
}

config_resolver::config_resolver(const config_sections& config, std::size_t most_comparisons)
    : config_(config), comparisons_left_(most_comparisons), applies_(config.sections.size()) {
  for (std::size_t i = 0; i < config.sections.size(); ++i) {
    const condition& when = config.sections[i].when;
    if (!has_names_only(when)) {
      for_patterns_.push_back(i);
      continue;
    }
    for (const host_pattern& pattern : std::get<host_condition>(when).patterns) {
      std::vector<std::size_t>& listed = for_names_[pattern.text];
      if (listed.empty() || listed.back() != i) listed.push_back(i);
    }
  }
}

std::vector<std::size_t> config_resolver::sections_for(std::string_view name) const {
  const auto listed = for_names_.find(name);
  if (listed == for_names_.end()) return for_patterns_;
  std::vector<std::size_t> all;
  std::ranges::merge(for_patterns_, listed->second, std::back_inserter(all));
  return all;
}

std::optional<resolution> config_resolver::resolve(std::string_view name, const jump_word* as_jump) {
  resolution made;
  taker settings(made, name);
  if (as_jump != nullptr) {
    made.port = as_jump->port;
    if (!as_jump->user.empty()) made.user = as_jump->user;
  }
  for (const std::size_t i : applied_) applies_[i] = 0;
  applied_.clear();
  for (const std::size_t i : sections_for(name)) {
    const section& one = config_.sections[i];
    if (one.around && applies_[*one.around] == 0) continue;
    if (!spend(1)) return std::nullopt;
    if (!holds(one.when, name, made)) continue;
    applies_[i] = 1;
    applied_.push_back(i);
    for (const setting& value : one.settings) settings.take(value, config_.where(one, value));
  }
  if (comparisons_left_ == 0) return std::nullopt;
  return made;
}

const resolution* config_resolver::resolve_jump(const jump_word& word) {
  const std::string key = key_of(word);
  if (const auto found = jumps_.find(key); found != jumps_.end()) return &found->second;
  auto made = resolve(word.host, &word);
  if (!made) return nullptr;
  return &jumps_.emplace(key, *std::move(made)).first->second;
}

bool config_resolver::holds(const condition& when, std::string_view name, const resolution& so_far) {
  if (std::holds_alternative<always>(when)) return true;
  if (std::holds_alternative<never>(when)) return false;
  if (const auto* host = std::get_if<host_condition>(&when)) {
    bool found = false;
    for (const host_pattern& pattern : host->patterns) {
      if (!spend(pattern.wildcard ? pattern.text.size() * (name.size() + 1) : 1)) return false;
      const bool matches = pattern.wildcard ? matches_pattern(name, pattern.text) : name == pattern.text;
      if (matches && pattern.negated) return false;
      found = found || matches;
    }
    return found;
  }
  const auto& criteria = std::get<match_condition>(when).criteria;
  return std::ranges::all_of(criteria, [&](const match_criterion& one) { return holds(one, name, so_far); });
}

bool config_resolver::holds(const match_criterion& one, std::string_view name, const resolution& so_far) {
  if (one.of == match_criterion::subject::all) return !one.negated;
  const bool by_host = one.of == match_criterion::subject::host && so_far.host_name;
  const std::string_view subject = by_host ? std::string_view(*so_far.host_name) : name;
  if (!spend(one.patterns.size() * (subject.size() + 1))) return false;
  return (match_host_list(subject, one.patterns) == list_match::positive) != one.negated;
}

bool config_resolver::spend(std::size_t comparisons) noexcept {
  comparisons_left_ -= std::min(comparisons, comparisons_left_);
  return comparisons_left_ > 0;
}

}  // namespace glasshell::relay::openssh
