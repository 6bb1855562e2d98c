#include "relay/api/route_table.hpp"

#include "relay/api/handlers/handlers.hpp"

#include <algorithm>
#include <array>

namespace glasshell::relay::api {

namespace {

constexpr std::array table{
    route{"POST", "/sign-in", access::anyone, sign_in, effort::hashes},
    route{"POST", "/sign-out", access::new_password, sign_out},
    route{"GET", "/me", access::new_password, tell_me},
    route{"PUT", "/me/password", access::new_password, change_my_password, effort::hashes},
    route{"GET", "/me/sessions", access::signed_in, list_my_sessions},
    route{"DELETE", "/me/sessions/{id}", access::signed_in, end_my_session},
    route{"GET", "/users", access::admins, list_users},
    route{"POST", "/users", access::admins, add_user, effort::hashes},
    route{"GET", "/users/{name}", access::admins, tell_user},
    route{"PATCH", "/users/{name}", access::admins, change_user},
    route{"DELETE", "/users/{name}", access::admins, remove_user},
    route{"POST", "/users/{name}/password", access::admins, renew_password, effort::hashes},
    route{"GET", "/rules", access::admins, list_rules},
    route{"POST", "/rules", access::admins, add_rule},
    route{"DELETE", "/rules/{id}", access::admins, remove_rule},
};

std::optional<int> digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

/// RFC 3986 §2.1. @return nothing for what is no proper encoding
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = digit_of(text[i + 1]);
    const auto low = digit_of(text[i + 2]);
    if (!high || !low) return std::nullopt;
    plain += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return plain;
}

std::string_view take_segment(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

/// @return what stands for the braces; nothing if the path is another one
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> parameters;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view segment = take_segment(path);
    if (wanted.starts_with('{')) {
      auto value = percent_decoded(segment);
      if (!value || value->empty()) return std::nullopt;
      parameters.push_back(*std::move(value));
    } else if (segment != wanted) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return parameters;
}

}  // namespace

std::span<const route> routes() noexcept { return table; }

std::optional<found_route> find_route(std::string_view method, std::string_view path,
                                      std::vector<std::string_view>& methods) {
  for (const route& each : table) {
    auto parameters = match(each.pattern, path);
    if (!parameters) continue;
    if (each.method == method) return found_route{&each, *std::move(parameters)};
    methods.push_back(each.method);
  }
  return std::nullopt;
}

effort effort_of(const request& asked) {
  std::vector<std::string_view> ignored;
  const auto found = find_route(asked.method, asked.path, ignored);
  return found ? found->where->effort : effort::waits;
}

}  // namespace glasshell::relay::api
