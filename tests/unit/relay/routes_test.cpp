// From a request to its answer.
#include "relay/routes.hpp"

#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <variant>

namespace glasshell::relay {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class route_of_a_request : public testing::Test {
 protected:
  route_of_a_request() {
    config settings;
    settings.listen.where = listen_place::kind::tcp;
    settings.listen.address = boost::asio::ip::make_address("127.0.0.1");
    settings.demo = true;
    settings.nodes.push_back(
        {.name = "web-1", .host = "10.1.2.3", .port = 2222, .label = "", .description = "<b>", .user = "eve"});
    folder_.write("index.html", "page");
    folder_.write("app.js", std::string(100, 'j'));
    folder_.write("app.js.br", "br");
    site_ = site{*static_files::read(folder_.path().string()), origin_policy(settings, 8022), true,
                 make_nodes_json(settings)};
  }

  static request_head get(std::string_view target) {
    request_head made;
    made.method = "GET";
    made.target = target;
    made.host = "localhost:8022";
    return made;
  }
  static request_head upgrade(std::string_view target) {
    request_head made = get(target);
    made.origin = "http://localhost:8022";
    made.upgrade = "websocket";
    made.connection = "Upgrade";
    made.websocket_version = "13";
    made.websocket_key = "dGhlIHNhbXBsZSBub25jZQ==";
    made.websocket_protocol = "glasshell.v1";
    return made;
  }
  reply answer(const request_head& request) {
    route found = find_route(request, site_);
    EXPECT_TRUE(std::holds_alternative<reply>(found));
    return std::holds_alternative<reply>(found) ? std::get<reply>(std::move(found)) : reply{};
  }

  test::temporary_directory folder_;
  site site_{{}, origin_policy({}, 0), true, ""};
};

TEST_F(route_of_a_request, for_the_page_is_its_index_which_is_asked_for_anew_each_time) {
  const reply page = answer(get("/?lang=pt#demo"));
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.body(), "page");
  EXPECT_THAT(page.fields, Contains(Pair("Cache-Control", "no-cache")));
  EXPECT_THAT(page.fields, Contains(Pair("ETag", testing::_)));
}

TEST_F(route_of_a_request, for_a_page_that_has_not_changed_is_304_without_a_body) {
  std::string tag;
  for (const auto& [name, value] : answer(get("/")).fields) {
    if (name == "ETag") tag = value;
  }
  request_head again = get("/");
  again.if_none_match = tag;
  EXPECT_EQ(answer(again).status, 304U);
  EXPECT_EQ(answer(again).body(), "");
  again.if_none_match = "\"other\"";
  EXPECT_EQ(answer(again).status, 200U);
}

TEST_F(route_of_a_request, for_a_compressed_file_follows_accept_encoding) {
  request_head request = get("/app.js");
  request.accept_encoding = "br";
  EXPECT_EQ(answer(request).body(), "br");
  EXPECT_THAT(answer(request).fields, Contains(Pair("Content-Encoding", "br")));
  EXPECT_THAT(answer(request).fields, Contains(Pair("Vary", "Accept-Encoding")));
  request.accept_encoding.reset();
  EXPECT_EQ(answer(request).body(), std::string(100, 'j'));
  EXPECT_THAT(answer(request).fields, Not(Contains(Pair("Content-Encoding", testing::_))));
  request.accept_encoding = "*;q=0";
  EXPECT_EQ(answer(request).body(), std::string(100, 'j')) << "better than an error";
}

TEST_F(route_of_a_request, for_the_nodes_tells_their_names_and_never_their_addresses) {
  const reply nodes = answer(get("/api/nodes"));
  EXPECT_EQ(nodes.content_type, "application/json");
  const auto json = nlohmann::json::parse(nodes.body());
  EXPECT_EQ(json, (nlohmann::json{{"demo", true},
                                  {"nodes",
                                   {{{"name", "web-1"},
                                     {"label", "web-1"},
                                     {"description", "<b>"},
                                     {"user", "eve"},
                                     {"custody", "browser"}}}}}));
  EXPECT_THAT(std::string(nodes.body()), Not(HasSubstr("10.1.2.3")));
}

TEST_F(route_of_a_request, by_a_name_that_is_not_configured_is_421) {
  for (const char* host : {"evil.example", "localhost", "localhost:8022.evil.example"}) {
    request_head request = get("/");
    request.host = host;
    EXPECT_EQ(answer(request).status, 421U) << host;
    request.target = "/ws/ssh/web-1";
    EXPECT_EQ(answer(request).status, 421U) << host;
  }
  request_head without = get("/api/nodes");
  without.host.reset();
  EXPECT_EQ(answer(without).status, 421U);
  EXPECT_THAT(answer(without).text, HasSubstr("`hosts`"));
}

TEST_F(route_of_a_request, for_health_is_answered_by_any_name) {
  request_head request = get("/healthz");
  request.host = "10.9.9.9";
  EXPECT_EQ(answer(request).status, 200U);
  EXPECT_EQ(answer(request).body(), "ok\n");
}

TEST_F(route_of_a_request, from_another_origin_is_403_even_if_host_and_origin_agree) {
  request_head rebound = upgrade("/ws/ssh/web-1");
  rebound.origin = "http://evil.example:8022";
  EXPECT_EQ(answer(rebound).status, 403U);
  rebound.host = "evil.example:8022";
  EXPECT_EQ(answer(rebound).status, 421U);
  request_head api = get("/api/nodes");
  api.origin = "null";
  EXPECT_EQ(answer(api).status, 403U);
}

TEST_F(route_of_a_request, for_a_websocket_without_origin_is_403_unless_that_is_allowed) {
  request_head request = upgrade("/ws/ssh/web-1");
  request.origin.reset();
  EXPECT_EQ(answer(request).status, 403U);
  EXPECT_THAT(answer(request).text, HasSubstr("origin_required = false"));
  site_.origin_required = false;
  EXPECT_TRUE(std::holds_alternative<upgrade_to_link>(find_route(request, site_)));
}

TEST_F(route_of_a_request, for_a_websocket_by_plain_http_is_426_whatever_the_node) {
  EXPECT_EQ(answer(get("/ws/ssh/web-1")).status, 426U);
  EXPECT_EQ(answer(get("/ws/ssh/unknown")).status, 426U);
  EXPECT_EQ(answer(get("/ws/other")).status, 404U);
}

TEST_F(route_of_a_request, for_a_websocket_is_an_upgrade_even_to_an_unknown_node) {
  const request_head request = upgrade("/ws/ssh/unknown?x=1");
  const route found = find_route(request, site_);
  const auto* wanted = std::get_if<upgrade_to_link>(&found);
  ASSERT_NE(wanted, nullptr);
  EXPECT_EQ(wanted->node, "unknown");
  EXPECT_EQ(wanted->who, upgrade_to_link::client::speaks_our_protocol);
}

TEST_F(route_of_a_request, for_a_websocket_tells_its_routing_word_if_it_has_one) {
  const auto word_of = [this](std::string_view query) {
    const std::string target = "/ws/ssh/web-1" + std::string(query);
    const request_head request = upgrade(target);
    return std::get<upgrade_to_link>(find_route(request, site_)).routing_word;
  };
  EXPECT_EQ(word_of("?session=00000000000000ff"), 255U);
  EXPECT_EQ(word_of("?a=b&session=ffffffffffffffff&c"), ~std::uint64_t{0});
  for (const char* none :
       {"", "?session", "?session=", "?session=ff", "?session=00000000000000f", "?session=-0000000000000ff",
        "?session=000000000000000g", "?session=000000000000000ff", "?sessions=00000000000000ff"}) {
    EXPECT_EQ(word_of(none), 0U) << none;
  }
}

TEST_F(route_of_a_request, without_the_subprotocol_is_an_upgrade_of_a_probe) {
  request_head request = upgrade("/ws/ssh/web-1");
  request.websocket_protocol.reset();
  const route found = find_route(request, site_);
  ASSERT_TRUE(std::holds_alternative<upgrade_to_link>(found));
  EXPECT_EQ(std::get<upgrade_to_link>(found).who, upgrade_to_link::client::probes);
}

TEST_F(route_of_a_request, of_another_method_is_405_with_what_is_allowed) {
  request_head request = get("/");
  request.method = "POST";
  EXPECT_EQ(answer(request).status, 405U);
  EXPECT_THAT(answer(request).fields, Contains(Pair("Allow", "GET, HEAD")));
  request.target = "/api/nodes";
  EXPECT_EQ(answer(request).status, 405U);
}

TEST_F(route_of_a_request, to_nowhere_is_404) {
  for (const char* target : {"/nothing", "/api/other", "/debug/", "/../index.html", "/api/../index.html"}) {
    EXPECT_EQ(answer(get(target)).status, 404U) << target;
  }
}

TEST_F(route_of_a_request, may_be_read_by_a_page_of_a_configured_origin_only) {
  request_head request = get("/api/nodes");
  request.origin = "http://127.0.0.1:8022";
  reply known = answer(request);
  allow_reading(known, request, site_);
  EXPECT_THAT(known.fields, Contains(Pair("Access-Control-Allow-Origin", "http://127.0.0.1:8022")));
  request.origin = "http://evil.example";
  reply unknown = answer(request);
  allow_reading(unknown, request, site_);
  EXPECT_THAT(unknown.fields, Not(Contains(Pair("Access-Control-Allow-Origin", testing::_))));
}

}  // namespace
}  // namespace glasshell::relay
