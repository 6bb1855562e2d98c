// Which proxy an answer went through.
#include "relay/doctor/proxy.hpp"

#include "answers.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

TEST(recognise_proxy, takes_it_by_its_word) {
  EXPECT_EQ(recognise_proxy(answer(200, "", {{"Server", "nginx/1.22.1"}})), proxy_kind::nginx);
  EXPECT_EQ(recognise_proxy(answer(200, "", {{"server", "Caddy"}})), proxy_kind::caddy);
  EXPECT_EQ(recognise_proxy(answer(200, "", {{"Server", "Apache/2.4.62 (Debian)"}})), proxy_kind::apache);
  EXPECT_EQ(recognise_proxy(answer(200, "", {{"Server", "glasshell"}, {"Via", "1.1 Caddy"}})), proxy_kind::caddy);
}

TEST(recognise_proxy, knows_the_pages_that_it_makes) {
  EXPECT_EQ(recognise_proxy(answer(502, "<hr><center>nginx</center>")), proxy_kind::nginx);
  EXPECT_EQ(recognise_proxy(answer(503,
                                   "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle "
                                   "this request.\n</body></html>")),
            proxy_kind::haproxy);
  EXPECT_EQ(recognise_proxy(answer(502, "<address>Apache/2.4.62 (Debian) Server</address>")), proxy_kind::apache);
}

TEST(recognise_proxy, does_not_guess) {
  EXPECT_EQ(recognise_proxy(answer(200, "ok", {{"Server", "glasshell"}})), proxy_kind::unknown);
  EXPECT_EQ(recognise_proxy(answer(502)), proxy_kind::unknown);
  EXPECT_EQ(recognise_proxy(cut_off(ending::closed)), proxy_kind::unknown);
}

TEST(better_known, keeps_what_was_recognised) {
  EXPECT_EQ(better_known(proxy_kind::nginx, proxy_kind::unknown), proxy_kind::nginx);
  EXPECT_EQ(better_known(proxy_kind::unknown, proxy_kind::caddy), proxy_kind::caddy);
}

}  // namespace
}  // namespace glasshell::relay::doctor
