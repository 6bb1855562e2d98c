// What a route's handler works with: the request, who makes it, and the parts of the relay that it may use.
#pragma once

#include "base/random.hpp"
#include "relay/api/request.hpp"
#include "relay/api/secret_json.hpp"
#include "relay/api/sign_in_attempts.hpp"
#include "relay/store/database.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::api {

/// What the handlers share. @par Lifetime  All outlives the API. @par Thread safety  Each of them is safe from any thread.
struct services {
  store::database& database;
  sign_in_attempts& attempts;
  random_source random;
  std::chrono::milliseconds session_lifetime{};
  /// Links of this user may have lost their right: they are looked at again, soon.
  std::function<void()> rights_changed;
};

struct call {
  const request& asked;
  const services& with;
  std::vector<std::string> parameters;  ///< what stands for the braces of the route's pattern
  secret_json body;                     ///< an object; empty if the request has none
  std::optional<store::signed_in> who;  ///< there, unless anyone may call the route

  [[nodiscard]] const store::user& user() const { return who->user; }
};

}  // namespace glasshell::relay::api
