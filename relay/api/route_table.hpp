// Every route of the API: its method and path, who may call it, and what answers. The one place where that is said; the OpenAPI document
// and the tests of who may what are held against it.
#pragma once

#include "relay/api/request.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::api {

struct call;

/// Who may call a route. Each kind from `signed_in` on includes those below it.
enum class access : std::uint8_t {
  anyone,          ///< also who has not signed in
  new_password,    ///< who has signed in, also if they have to choose another password first
  signed_in,       ///< who has signed in for good
  node_operators,  ///< and is an operator, or an admin
  admins,
};

/// What a route takes at most, by which its thread is chosen.
enum class effort : std::uint8_t {
  waits,   ///< for the disk
  hashes,  ///< passwords
};

struct route {
  std::string_view method;
  std::string_view pattern;  ///< below /api/v1; `{name}` stands for one segment
  api::access access = access::admins;
  answer (*handle)(call&) = nullptr;
  api::effort effort = effort::waits;
};

std::span<const route> routes() noexcept;

struct found_route {
  const route* where = nullptr;
  std::vector<std::string> parameters;  ///< decoded
};

/// @return nothing if there is no such path
/// @param methods  gets the methods of the path, if it has others only
std::optional<found_route> find_route(std::string_view method, std::string_view path,
                                      std::vector<std::string_view>& methods);

/// Of the route that a request asks for.
effort effort_of(const request& asked);

}  // namespace glasshell::relay::api
