// Every route of the table, asked by everybody: who may not is refused before anything else is looked at. What each route is for is said
// here once more, by hand: a route without a line here fails.
#include "api_fixture.hpp"

#include <map>

namespace glasshell::relay::api {
namespace {

class who_may_what : public with_api {
 protected:
  /// With a name for each brace.
  static std::string path_of(const route& which) {
    std::string path(which.pattern);
    for (auto at = path.find('{'); at != std::string::npos; at = path.find('{')) {
      path.replace(at, path.find('}') + 1 - at, "1");
    }
    return path;
  }
  unsigned status_for(const route& which, std::optional<store::token_hash> session) {
    return ask(std::string(which.method), path_of(which), {}, session).status;
  }
};

const std::map<std::string, access> expected{
    {"POST /sign-in", access::anyone},        {"POST /sign-out", access::new_password},
    {"GET /me", access::new_password},        {"PUT /me/password", access::new_password},
    {"GET /me/sessions", access::signed_in},  {"DELETE /me/sessions/{id}", access::signed_in},
    {"GET /users", access::admins},           {"POST /users", access::admins},
    {"GET /users/{name}", access::admins},    {"PATCH /users/{name}", access::admins},
    {"DELETE /users/{name}", access::admins}, {"POST /users/{name}/password", access::admins},
    {"GET /rules", access::admins},           {"POST /rules", access::admins},
    {"DELETE /rules/{id}", access::admins},
};

TEST_F(who_may_what, is_said_here_for_each_route) {
  std::map<std::string, access> found;
  for (const route& each : routes())
    found.emplace(std::string(each.method) + " " + std::string(each.pattern), each.access);
  EXPECT_EQ(found, expected);
}

TEST_F(who_may_what, is_kept_for_each_route_and_everybody) {
  add("new", store::role::admin, true);
  for (const route& each : routes()) {
    const std::string what = std::string(each.method) + " " + std::string(each.pattern);
    const auto refused = [&](std::optional<store::token_hash> session) {
      const unsigned status = status_for(each, session);
      return status == 401 || status == 403;
    };
    // A session of its own each time: some routes end the one that they are asked with.
    EXPECT_EQ(refused(std::nullopt), each.access != access::anyone) << what;
    EXPECT_EQ(refused(store::token_hash{}), each.access != access::anyone) << what;
    EXPECT_EQ(refused(session_of("new").hash), each.access > access::new_password) << what;
    EXPECT_EQ(refused(session_of("user").hash), each.access > access::signed_in) << what;
    EXPECT_EQ(refused(session_of("operator").hash), each.access > access::node_operators) << what;
    EXPECT_FALSE(refused(session_of("admin").hash)) << what;
  }
}

TEST_F(who_may_what, is_nothing_with_a_session_that_has_ended) {
  const token expired = session_of("admin");
  now_ += std::chrono::hours(2);
  EXPECT_EQ(ask("GET", "/users", {}, expired.hash).status, 401U);
}

TEST_F(who_may_what, does_not_reach_to_other_peoples_sessions) {
  const token mine = session_of("user");
  const token theirs = session_of("operator");
  const auto list = ask("GET", "/me/sessions", {}, theirs.hash).body.at("sessions");
  ASSERT_EQ(list.size(), 1U);
  const std::string path = "/me/sessions/" + std::to_string(list[0].at("id").get<std::int64_t>());
  EXPECT_EQ(ask("DELETE", path, {}, mine.hash).status, 404U);
  EXPECT_EQ(ask("GET", "/me", {}, theirs.hash).status, 200U);
}

}  // namespace
}  // namespace glasshell::relay::api
