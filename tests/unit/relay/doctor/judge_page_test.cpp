// The page and its files as proxies pass them on, or do not.
#include "relay/doctor/judge_page.hpp"

#include "answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

using testing::ElementsAre;

const std::string page = "<!doctype html><title>Glasshell</title><script src=\"./assets/index-a1.js\"></script>";
const std::string policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

http_answer page_with(const std::string& csp) {
  return answer(200, page, {{"Content-Type", "text/html; charset=utf-8"}, {"Content-Security-Policy", csp}});
}
problem page_problem(const http_answer& seen) {
  const auto found = judge_page(https_target(), seen);
  EXPECT_TRUE(found.has_value());
  return found ? found->what : problem::name_not_found;
}
problem file_problem(const std::string& path, const http_answer& seen) {
  const auto found = judge_file(path, seen);
  EXPECT_TRUE(found.has_value()) << path;
  return found ? found->what : problem::name_not_found;
}

TEST(judge_page, knows_the_page) {
  EXPECT_FALSE(judge_page(https_target(), page_with(policy)));
  EXPECT_EQ(page_problem(answer(200, "<html>Welcome to nginx!")), problem::page_not_ours);
  EXPECT_EQ(page_problem(answer(404)), problem::page_missing);
  EXPECT_EQ(page_problem(answer(404, "There is nothing at this address.", {{"Server", "glasshell"}})),
            problem::page_not_served);
  EXPECT_EQ(page_problem(answer(200, page, {{"Content-Type", "text/plain"}})), problem::page_wrong_type);
  EXPECT_EQ(page_problem(answer(200, "\x1f\x8b...")), problem::page_encoding_wrong);
}

TEST(judge_page, minds_every_policy_that_a_browser_would_obey) {
  EXPECT_EQ(page_problem(answer(200, page, {{"Content-Type", "text/html"}})), problem::page_policy_missing);
  EXPECT_EQ(page_problem(page_with("default-src 'self'")), problem::page_policy_blocks) << "no WebAssembly";
  EXPECT_EQ(page_problem(page_with("default-src 'none'; script-src 'wasm-unsafe-eval'")), problem::page_policy_blocks)
      << "no connections";
  http_answer two = page_with(policy);
  two.fields.emplace_back("content-security-policy", "script-src 'self'");
  EXPECT_EQ(page_problem(two), problem::page_policy_blocks) << "a second one, beside ours";
  http_answer harmless = page_with(policy);
  harmless.fields.emplace_back("Content-Security-Policy", "upgrade-insecure-requests");
  EXPECT_FALSE(judge_page(https_target(), harmless));
}

const std::string wasm("\0asm\1\0\0\0", 8);

TEST(judge_file, knows_files_by_their_type) {
  EXPECT_FALSE(judge_file("assets/a.wasm", answer(200, wasm, {{"Content-Type", "application/wasm"}})));
  EXPECT_FALSE(judge_file("assets/a.js", answer(200, "x", {{"Content-Type", "text/javascript; charset=utf-8"}})));
  EXPECT_FALSE(judge_file("assets/a.js", answer(200, "x", {{"Content-Type", "application/javascript"}})));
  EXPECT_EQ(file_problem("assets/a.wasm", answer(200, wasm, {{"Content-Type", "application/octet-stream"}})),
            problem::page_wrong_type);
  EXPECT_EQ(file_problem("assets/a.js", answer(200, "x", {{"Content-Type", "text/plain"}})), problem::page_wrong_type);
  EXPECT_EQ(file_problem("assets/a.js", answer(200, "x")), problem::page_wrong_type) << "no type at all";
}

TEST(judge_file, knows_a_page_in_the_place_of_a_file) {
  EXPECT_EQ(file_problem("assets/a.js", answer(200, "<!doctype html>", {{"Content-Type", "text/html"}})),
            problem::page_file_is_html);
  EXPECT_EQ(file_problem("assets/a.js", answer(200, "<!doctype html>", {{"Content-Type", "text/javascript"}})),
            problem::page_file_is_html);
  EXPECT_EQ(file_problem("assets/a.js", answer(404)), problem::page_file_missing);
  EXPECT_EQ(file_problem("assets/a.js", cut_off(ending::closed)), problem::page_file_cut);
}

TEST(judge_file, minds_that_encoding_and_its_name_agree) {
  const auto encoded = [](std::string body, std::string encoding) {
    return answer(200, std::move(body),
                  {{"Content-Type", "application/wasm"}, {"Content-Encoding", std::move(encoding)}});
  };
  EXPECT_FALSE(judge_file("a.wasm", encoded("\x1f\x8b...", "gzip")));
  EXPECT_FALSE(judge_file("a.wasm", encoded("whatever", "br")));
  EXPECT_EQ(file_problem("a.wasm", encoded(wasm, "br")), problem::page_encoding_wrong);
  EXPECT_EQ(file_problem("a.wasm", encoded(wasm, "gzip")), problem::page_encoding_wrong);
  EXPECT_EQ(file_problem("a.wasm", answer(200, "\x1f\x8b...", {{"Content-Type", "application/wasm"}})),
            problem::page_encoding_wrong);
  EXPECT_EQ(file_problem("a.wasm", encoded("x", "gzip, br")), problem::page_encoding_wrong);
}

TEST(files_named_in, finds_what_pages_and_scripts_load) {
  EXPECT_THAT(files_named_in("index.html", page), ElementsAre("assets/index-a1.js"));
  EXPECT_THAT(files_named_in("index.html", "<link href=\"./favicon.svg\"> <link href=\"./assets/a.css\">"),
              ElementsAre("assets/a.css", "favicon.svg"));
  EXPECT_THAT(
      files_named_in("assets/a.js", "new URL(`worker-b1234567.js`); import('./a-c1234567.js'); \"g--abcdefg.wasm\""),
      ElementsAre("assets/g--abcdefg.wasm", "assets/worker-b1234567.js", "assets/a-c1234567.js"));
  EXPECT_THAT(files_named_in("assets/a.js", "\"a.json\" x.js.map \".js\" 'xterm.js'"), ElementsAre());
}

}  // namespace
}  // namespace glasshell::relay::doctor
