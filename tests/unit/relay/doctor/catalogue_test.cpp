// Whatever the doctor can say has a sentence in both languages, and lines that each proxy would take.
#include "relay/doctor/catalogue.hpp"

#include "relay/doctor/catalogue_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>
#include <string>

namespace glasshell::relay::doctor {
namespace {

using nlohmann::json;

const json english = json::parse(catalogue_english);
const json portuguese = json::parse(catalogue_brazilian_portuguese);
const json lines = json::parse(catalogue_lines);

/// Every text by its path.
std::map<std::string, std::string> texts_of(const json& in) {
  std::map<std::string, std::string> found;
  const json flat = in.flatten();
  for (const auto& [path, text] : flat.items()) found[path] = text.get<std::string>();
  return found;
}

std::multiset<std::string> places_in(const std::string& sentence) {
  std::multiset<std::string> found;
  for (auto at = sentence.find('{'); at != std::string::npos; at = sentence.find('{', at + 1)) {
    found.insert(sentence.substr(at, sentence.find('}', at) - at));
  }
  return found;
}

TEST(catalogue, says_the_same_things_in_both_languages) {
  const auto here = texts_of(english);
  const auto there = texts_of(portuguese);
  for (const auto& [path, text] : here) {
    ASSERT_TRUE(there.contains(path)) << path;
    EXPECT_EQ(places_in(text), places_in(there.at(path))) << path;
    EXPECT_FALSE(text.empty()) << path;
  }
  EXPECT_EQ(here.size(), there.size());
}

TEST(catalogue, has_sentences_for_every_problem_and_no_other) {
  std::set<std::string> all;
  for (int i = 0; i <= static_cast<int>(last_problem); ++i) {
    const auto each = static_cast<problem>(i);
    ASSERT_FALSE(name_of(each).empty()) << i;
    all.insert(std::string(name_of(each)));
    for (const language in : {language::english, language::brazilian_portuguese}) {
      const sentences said = catalogue(in).describe({each, {}});
      EXPECT_FALSE(said.seen.empty() || said.means.empty() || said.remedy.empty()) << name_of(each);
    }
  }
  for (const auto& [name, sentences] : english["problems"].items()) EXPECT_TRUE(all.contains(name)) << name;
  EXPECT_EQ(all.size(), english["problems"].size());
}

TEST(catalogue, has_a_title_and_a_good_word_for_every_hop) {
  const catalogue words(language::english);
  for (int i = static_cast<int>(hop::name); i <= static_cast<int>(last_hop); ++i) {
    const auto each = static_cast<hop>(i);
    EXPECT_FALSE(words.title(each).empty() || words.describe_well(each, {}).empty()) << name_of(each);
  }
}

TEST(catalogue, has_lines_for_every_proxy_wherever_it_has_any) {
  const catalogue words(language::english);
  for (const auto& [name, snippet] : lines["problems"].items()) {
    ASSERT_TRUE(english["problems"].contains(name)) << name;
    ASSERT_TRUE(lines["snippets"].contains(snippet.get<std::string>())) << name;
  }
  for (const auto& [name, snippet] : lines["snippets"].items()) {
    for (const char* proxy : {"nginx", "haproxy", "caddy", "apache", "traefik"}) {
      EXPECT_TRUE(snippet.contains(proxy) && !snippet[proxy].empty()) << name << " " << proxy;
    }
  }
  EXPECT_THAT(words.lines(problem::upgrade_headers_dropped, proxy_kind::nginx),
              testing::Contains("proxy_set_header Upgrade $http_upgrade;"));
  EXPECT_TRUE(words.lines(problem::upgrade_headers_dropped, proxy_kind::unknown).empty());
  EXPECT_TRUE(words.lines(problem::name_not_found, proxy_kind::nginx).empty());
}

TEST(catalogue, puts_facts_into_sentences) {
  EXPECT_EQ(fill_in("{host} is {addresses}.", {{"host", "a"}, {"addresses", "b"}}), "a is b.");
  EXPECT_EQ(fill_in("no {such} fact", {}), "no - fact");
  EXPECT_EQ(fill_in("an {open brace", {{"open brace", "x"}}), "an {open brace");
  EXPECT_EQ(fill_in("{a}", {{"a", "{b}"}, {"b", "never"}}), "{b}") << "what a peer said is no sentence";
}

TEST(catalogue, is_chosen_by_the_names_of_languages) {
  EXPECT_EQ(language_of("pt-BR"), language::brazilian_portuguese);
  EXPECT_EQ(language_of("pt_BR.UTF-8"), language::brazilian_portuguese);
  EXPECT_EQ(language_of("en"), language::english);
  EXPECT_EQ(language_of("C"), language::english);
}

TEST(problems, belong_to_the_hop_in_their_name) {
  EXPECT_EQ(hop_of(problem::tcp_refused), hop::tcp);
  EXPECT_EQ(hop_of(problem::upgrade_http2_broken), hop::upgrade);
  EXPECT_EQ(hop_of(problem::node_unknown), hop::node_known);
  EXPECT_EQ(hop_of(problem::node_host_key_bad_signature), hop::node_host_key);
}

TEST(hops, have_the_exit_codes_that_are_documented) {
  EXPECT_EQ(static_cast<int>(hop::name), 10);
  EXPECT_EQ(static_cast<int>(hop::upgrade), 15);
  EXPECT_EQ(static_cast<int>(hop::sign_in), 18);
  EXPECT_EQ(static_cast<int>(hop::node_authentication), 25);
}

}  // namespace
}  // namespace glasshell::relay::doctor
