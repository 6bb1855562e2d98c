#include "relay/api/access_rules.hpp"

#include <algorithm>
#include <cctype>

namespace glasshell::relay::api {

namespace {

/// As the store compares names: ASCII's letters whatever their case.
bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_about(const store::access_rule& rule, const store::user& who) {
  switch (rule.kind) {
    case store::subject_kind::everyone:
      return true;
    case store::subject_kind::group:
      return std::ranges::any_of(who.groups, [&](const std::string& each) { return same_name(each, rule.subject); });
    case store::subject_kind::user:
      return same_name(who.name, rule.subject);
  }
  return false;
}

}  // namespace

bool may_reach(const store::user& who, std::span<const store::access_rule> rules, std::string_view node_name,
               const std::vector<std::string>& labels) {
  if (who.disabled || who.must_change_password) return false;
  switch (who.role) {
    case store::role::node_operator:
    case store::role::admin:
      return true;
    case store::role::user:
      break;
  }
  constexpr std::string_view name_prefix = "name:";
  return std::ranges::any_of(rules, [&](const store::access_rule& rule) {
    if (!is_about(rule, who)) return false;
    if (rule.label == "*" || std::ranges::find(labels, rule.label) != labels.end()) return true;
    return rule.label.starts_with(name_prefix) && rule.label.substr(name_prefix.size()) == node_name;
  });
}

}  // namespace glasshell::relay::api
