#include "relay/store/records.hpp"

#include <algorithm>

namespace glasshell::relay::store {

namespace {

constexpr std::size_t longest_user_name = 64;

constexpr std::array roles{role::user, role::node_operator, role::admin};
constexpr std::array subject_kinds{subject_kind::everyone, subject_kind::group, subject_kind::user};

template <class Values>
auto value_called(const Values& all, std::string_view word) {
  const auto found = std::ranges::find_if(all, [word](auto each) { return name_of(each) == word; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::string_view name_of(role which) noexcept {
  switch (which) {
    case role::user:
      return "user";
    case role::node_operator:
      return "operator";
    case role::admin:
      return "admin";
  }
  return "user";
}

std::optional<role> role_of(std::string_view word) noexcept { return value_called(roles, word); }

std::string_view name_of(subject_kind which) noexcept {
  switch (which) {
    case subject_kind::everyone:
      return "everyone";
    case subject_kind::group:
      return "group";
    case subject_kind::user:
      return "user";
  }
  return "user";
}

std::optional<subject_kind> subject_kind_of(std::string_view word) noexcept {
  return value_called(subject_kinds, word);
}

bool is_user_name(std::string_view name) noexcept {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '@';
  };
  return !name.empty() && name.size() <= longest_user_name && std::ranges::all_of(name, allowed);
}

}  // namespace glasshell::relay::store
