#include "relay/doctor/proxy.hpp"

#include "relay/doctor/letters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace glasshell::relay::doctor {

namespace {

constexpr std::array<std::pair<std::string_view, proxy_kind>, 6> server_names{{
    {"nginx", proxy_kind::nginx},
    {"openresty", proxy_kind::nginx},
    {"haproxy", proxy_kind::haproxy},
    {"caddy", proxy_kind::caddy},
    {"apache", proxy_kind::apache},
    {"traefik", proxy_kind::traefik},
}};

/// What only this proxy writes into the pages that it makes itself.
constexpr std::array<std::pair<std::string_view, proxy_kind>, 6> page_marks{{
    {"<hr><center>nginx", proxy_kind::nginx},
    {"<hr><center>openresty", proxy_kind::nginx},
    {"No server is available to handle this request", proxy_kind::haproxy},
    {"Your browser sent an invalid request.\n</body>", proxy_kind::haproxy},
    {"The server didn't respond in time.\n</body>", proxy_kind::haproxy},
    {"<address>Apache/", proxy_kind::apache},
}};

}  // namespace

proxy_kind recognise_proxy(const http_answer& answer) {
  for (const std::string_view name : {"Server", "Via", "X-Powered-By"}) {
    const std::string said = answer.fields_joined(name);
    for (const auto& [word, kind] : server_names) {
      if (contains_letters(said, word)) return kind;
    }
  }
  for (const auto& [mark, kind] : page_marks) {
    if (contains_letters(answer.body, mark)) return kind;
  }
  // HAProxy neither names itself nor writes the fields that others always do.
  if (answer.how == ending::complete && contains_letters(answer.body, "<html><body><h1>") &&
      !answer.has_field("Server") && !answer.has_field("Date")) {
    return proxy_kind::haproxy;
  }
  return proxy_kind::unknown;
}

proxy_kind better_known(proxy_kind before, proxy_kind now) noexcept {
  return now == proxy_kind::unknown ? before : now;
}

bool is_the_relays(const http_answer& answer) {
  return contains_letters(answer.field("Server"), "glasshell") ||
         contains_letters(answer.field("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
}

}  // namespace glasshell::relay::doctor
