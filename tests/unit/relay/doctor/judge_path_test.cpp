// Name, TCP, TLS and HTTP: from what was seen to what it means.
#include "relay/doctor/judge_path.hpp"

#include "answers.hpp"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/error.hpp>

namespace glasshell::relay::doctor {
namespace {

namespace error = boost::asio::error;

constexpr std::time_t noon = 1'780'000'000;
constexpr std::time_t day = 24 * 3600;

TEST(judge_name, tells_a_missing_name_from_a_resolver_that_does_not_answer) {
  EXPECT_FALSE(judge_name(https_target(), {}));
  EXPECT_EQ(judge_name(https_target(), error::host_not_found)->what, problem::name_not_found);
  EXPECT_EQ(judge_name(https_target(), error::host_not_found_try_again)->what, problem::name_lookup_failed);
  EXPECT_EQ(judge_name(https_target(), error::timed_out)->what, problem::name_timed_out);
}

TEST(judge_tcp, tells_a_closed_port_from_one_that_is_dropped) {
  EXPECT_FALSE(judge_tcp("a", {}));
  EXPECT_EQ(judge_tcp("a", error::connection_refused)->what, problem::tcp_refused);
  EXPECT_EQ(judge_tcp("a", error::timed_out)->what, problem::tcp_timed_out);
  EXPECT_EQ(judge_tcp("a", error::network_unreachable)->what, problem::tcp_unreachable);
  EXPECT_EQ(judge_tcp("a", error::connection_reset)->what, problem::tcp_failed);
}

tls_evidence handshake_with(std::vector<int> codes) {
  tls_evidence seen;
  seen.how = tls_evidence::handshake::done;
  seen.now = noon;
  seen.certificate = {.subject = "CN=a",
                      .issuer = "CN=b",
                      .names = {"a.example"},
                      .not_before = noon - 30 * day,
                      .not_after = noon + 60 * day,
                      .says_where_its_issuer_is = false,
                      .chain_length = 2,
                      .problems = {}};
  for (const int code : codes) seen.certificate.problems.push_back({code, 0, "text"});
  return seen;
}
problem failure_of(const tls_evidence& seen) {
  const auto verdict = judge_tls(https_target(), seen);
  EXPECT_TRUE(verdict.failure.has_value());
  return verdict.failure ? verdict.failure->what : problem::tls_expires_soon;
}

TEST(judge_tls, is_content_with_a_certificate_in_order) {
  const auto verdict = judge_tls(https_target(), handshake_with({}));
  EXPECT_FALSE(verdict.failure);
  EXPECT_TRUE(verdict.notes.empty());
}

TEST(judge_tls, warns_before_a_certificate_expires) {
  tls_evidence seen = handshake_with({});
  seen.certificate.not_after = noon + 3 * day;
  ASSERT_EQ(judge_tls(https_target(), seen).notes.size(), 1U);
}

TEST(judge_tls, names_what_is_wrong_with_a_certificate) {
  EXPECT_EQ(failure_of(handshake_with({X509_V_ERR_HOSTNAME_MISMATCH})), problem::tls_wrong_name);
  EXPECT_EQ(failure_of(handshake_with({X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT})), problem::tls_self_signed);
  EXPECT_EQ(failure_of(handshake_with({X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN})), problem::tls_issuer_unknown);
  EXPECT_EQ(failure_of(handshake_with({X509_V_ERR_CERT_REVOKED})), problem::tls_certificate_invalid);
  EXPECT_EQ(failure_of(handshake_with({X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_HOSTNAME_MISMATCH})),
            problem::tls_certificate_expired)
      << "the first thing to change";
}

TEST(judge_tls, tells_a_missing_link_of_the_chain_from_an_authority_that_nobody_knows) {
  tls_evidence seen = handshake_with({X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY});
  seen.certificate.chain_length = 1;
  EXPECT_EQ(failure_of(seen), problem::tls_issuer_unknown);
  seen.certificate.says_where_its_issuer_is = true;
  EXPECT_EQ(failure_of(seen), problem::tls_chain_incomplete);
}

TEST(judge_tls, blames_this_machines_clock_if_the_server_has_another_time) {
  tls_evidence ahead = handshake_with({X509_V_ERR_CERT_HAS_EXPIRED});
  ahead.now = ahead.certificate.not_after + 10 * day;
  tls_evidence behind = handshake_with({X509_V_ERR_CERT_NOT_YET_VALID});
  behind.now = behind.certificate.not_before - 10 * day;
  for (auto [seen, otherwise] : {std::pair{ahead, problem::tls_certificate_expired},
                                 std::pair{behind, problem::tls_certificate_not_yet_valid}}) {
    EXPECT_EQ(failure_of(seen), otherwise) << "the server was not asked";
    seen.servers_now = seen.now;
    EXPECT_EQ(failure_of(seen), otherwise) << "both clocks agree";
    seen.servers_now = seen.now + (noon - seen.now) / 100;
    EXPECT_EQ(failure_of(seen), otherwise) << "by neither clock is it valid";
    EXPECT_EQ(judge_tls(https_target(), seen).failure->with.at("here"), date_text(seen.now));
    seen.servers_now = noon;
    EXPECT_EQ(failure_of(seen), problem::tls_clock_wrong);
  }
}

TEST(judge_tls, tells_an_old_certificate_of_the_issuer_from_an_old_one_of_the_server) {
  tls_evidence seen = handshake_with({});
  seen.certificate.problems.push_back({X509_V_ERR_CERT_HAS_EXPIRED, 1, "text"});
  EXPECT_EQ(failure_of(seen), problem::tls_issuer_out_of_date);
  seen.certificate.problems.push_back({X509_V_ERR_CERT_HAS_EXPIRED, 0, "text"});
  EXPECT_EQ(failure_of(seen), problem::tls_certificate_expired);
}

TEST(judge_tls, tells_plain_http_from_a_refused_handshake) {
  tls_evidence seen;
  seen.how = tls_evidence::handshake::failed;
  seen.first_octets = "HTTP/1.1 400 Bad Request";
  EXPECT_EQ(failure_of(seen), problem::tls_not_spoken);
  seen.first_octets = "\x15\x03\x03";
  EXPECT_EQ(failure_of(seen), problem::tls_alert);
  seen.how = tls_evidence::handshake::closed;
  EXPECT_EQ(failure_of(seen), problem::tls_closed);
  seen.how = tls_evidence::handshake::timed_out;
  EXPECT_EQ(failure_of(seen), problem::tls_timed_out);
}

problem http_problem(const http_answer& seen, const target& to = https_target()) {
  const auto found = judge_http(to, seen);
  EXPECT_TRUE(found.has_value());
  return found ? found->what : problem::http_clock_differs;
}

TEST(judge_http, knows_the_relays_answer) {
  EXPECT_FALSE(judge_http(https_target(), answer(200, "ok\n")));
  EXPECT_EQ(http_problem(answer(200, "ok, and more")), problem::http_not_the_relay);
  EXPECT_EQ(http_problem(answer(200, "<!doctype html>", {{"Content-Type", "text/html"}})), problem::http_not_the_relay);
}

TEST(judge_http, tells_what_each_status_means) {
  EXPECT_EQ(http_problem(answer(401)), problem::http_sign_in);
  EXPECT_EQ(http_problem(answer(403)), problem::http_forbidden);
  EXPECT_EQ(http_problem(answer(404)), problem::http_not_forwarded);
  EXPECT_EQ(http_problem(answer(421)), problem::http_host_refused);
  EXPECT_EQ(http_problem(answer(502)), problem::http_bad_gateway);
  EXPECT_EQ(http_problem(answer(504)), problem::http_gateway_timeout);
  EXPECT_EQ(http_problem(answer(500)), problem::http_server_error);
  EXPECT_EQ(http_problem(answer(503)), problem::http_bad_gateway) << "a proxy's";
  EXPECT_EQ(http_problem(answer(503, "", {{"Server", "glasshell"}})), problem::http_unavailable) << "the relay's";
}

TEST(judge_http, tells_where_a_redirect_leads) {
  const auto to = [](std::string location) { return answer(302, "", {{"Location", std::move(location)}}); };
  EXPECT_EQ(http_problem(to("https://ssh.example.org/"), http_target()), problem::http_to_https);
  EXPECT_EQ(http_problem(to("https://ssh.example.org.evil/"), http_target()), problem::http_redirected);
  EXPECT_EQ(http_problem(to("/login?next=/")), problem::http_sign_in);
  EXPECT_EQ(http_problem(to("https://sso.example.org/oauth2")), problem::http_sign_in);
  EXPECT_EQ(http_problem(to("/elsewhere/")), problem::http_redirected);
}

TEST(judge_http, knows_a_port_that_wants_tls) {
  EXPECT_EQ(http_problem(answer(400, "The plain HTTP request was sent to HTTPS port"), http_target()),
            problem::http_tls_expected);
  EXPECT_EQ(http_problem(cut_off(ending::not_http, "\x15\x03\x01"), http_target()), problem::http_tls_expected);
  EXPECT_EQ(http_problem(cut_off(ending::not_http, "220 smtp"), http_target()), problem::http_not_http);
  EXPECT_EQ(http_problem(cut_off(ending::closed)), problem::http_closed);
  EXPECT_EQ(http_problem(cut_off(ending::timed_out)), problem::http_timed_out);
}

TEST(judge_clock, minds_minutes_and_not_seconds) {
  EXPECT_FALSE(judge_clock(noon, std::nullopt));
  EXPECT_FALSE(judge_clock(noon, noon + 60));
  EXPECT_EQ(judge_clock(noon, noon - 3600)->what, problem::http_clock_differs);
  EXPECT_EQ(parse_http_date("Wed, 25 Nov 2026 20:37:06 GMT"), 1795639026);
  EXPECT_FALSE(parse_http_date("yesterday"));
}

TEST(excerpts, are_short_and_one_line_without_control_characters) {
  EXPECT_EQ(excerpt("  a\nb\x1b[31m").find('\x1b'), std::string::npos);
  EXPECT_EQ(excerpt("a\nb").find('\n'), std::string::npos);
  EXPECT_LE(excerpt(std::string(5000, 'x')).size(), 130U);
  EXPECT_EQ(excerpt(""), "-");
}

}  // namespace
}  // namespace glasshell::relay::doctor
