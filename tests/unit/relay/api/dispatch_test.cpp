#include "api_fixture.hpp"

namespace glasshell::relay::api {
namespace {

class a_request_to_the_api : public with_api {};

TEST_F(a_request_to_the_api, for_another_path_or_method_is_refused_by_what_is_wrong_with_it) {
  for (const char* path :
       {"/nothing", "/me/", "/", "", "/users/a/b/c", "/users//password", "/me/sessions/%zz", "/me/sessions/%2"}) {
    EXPECT_EQ(ask("GET", path).status, 404U) << path;
  }
  EXPECT_EQ(ask("PUT", "/me").status, 405U);
}

TEST_F(a_request_to_the_api, names_people_in_its_path_as_urls_do) {
  add("ana@example.org");
  EXPECT_EQ(ask_as("admin", "GET", "/users/ana%40example.org").body.at("name"), "ana@example.org");
  EXPECT_EQ(ask_as("admin", "GET", "/users/a%2Fb").status, 404U);
}

TEST_F(a_request_to_the_api, with_a_body_that_is_no_object_is_malformed) {
  for (const char* body : {"[]", "1", "{", "{\"name\":}", "\xff",
                           "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}"}) {
    const auto refused = ask_with({.method = "POST",
                                   .path = "/sign-in",
                                   .body = secret_bytes(std::string_view(body)),
                                   .session = std::nullopt,
                                   .device = std::nullopt,
                                   .address = "",
                                   .user_agent = ""});
    EXPECT_EQ(refused.status, 400U) << body;
  }
}

TEST_F(a_request_to_the_api, is_seen_once_a_minute) {
  const token session = session_of("user");
  const auto seen_at = [&] {
    return ask("GET", "/me/sessions", {}, session.hash).body.at("sessions")[0].at("seen_at");
  };
  const auto first = seen_at();
  now_ += std::chrono::seconds(59);
  EXPECT_EQ(seen_at(), first);
  now_ += std::chrono::seconds(2);
  EXPECT_NE(seen_at(), first);
}

}  // namespace
}  // namespace glasshell::relay::api
