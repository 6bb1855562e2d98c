// Every failure has a sentence that says what was seen.
#include "ssh/failure.hpp"

#include "ssh/action.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace glasshell::ssh {
namespace {

// The last of each enumeration; the names below end there.
constexpr int last_stage = static_cast<int>(stage::session);
constexpr int last_cause = static_cast<int>(cause::internal_error);
constexpr int last_setback = static_cast<int>(setback::key_not_accepted);

failure of(int where, int why) {
  return {.stage = static_cast<stage>(where),
          .cause = static_cast<cause>(why),
          .peer_text = {},
          .mismatch = {},
          .methods = {}};
}

TEST(failure, of_every_stage_and_cause_has_a_sentence) {
  for (int where = 0; where <= last_stage; ++where) {
    for (int why = 0; why <= last_cause; ++why) {
      const std::string text = describe(of(where, why));
      EXPECT_GE(text.size(), 20U) << where << " " << why;
      EXPECT_TRUE(text.ends_with(".")) << text;
      EXPECT_EQ(text.find("  "), std::string::npos) << text;
    }
  }
}

TEST(failure, of_each_cause_has_a_sentence_of_its_own) {
  std::set<std::string> texts;
  for (int why = 0; why <= last_cause; ++why) EXPECT_TRUE(texts.insert(describe(of(last_stage, why))).second);
}

template <class Enumeration>
void expect_distinct_words(int last) {
  std::set<std::string> words;
  for (int value = 0; value <= last; ++value) {
    const std::string word = name_of(static_cast<Enumeration>(value));
    EXPECT_TRUE(words.insert(word).second) << word;
    EXPECT_FALSE(word.empty());
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"), std::string::npos) << word;
  }
  EXPECT_STREQ(name_of(static_cast<Enumeration>(last + 1)), "") << "the enumeration has grown: extend this test";
}

TEST(failure, has_distinct_words_for_each_stage_cause_and_setback) {
  expect_distinct_words<stage>(last_stage);
  expect_distinct_words<cause>(last_cause);
  expect_distinct_words<setback>(last_setback);
}

TEST(failure, by_a_mismatch_shows_both_lists) {
  failure what = of(static_cast<int>(stage::key_exchange), static_cast<int>(cause::no_common_algorithm));
  what.mismatch = algorithm_mismatch{.category = "cipher to server", .ours = {"a", "b"}, .theirs = {"x"}};
  const std::string text = describe(what);
  for (const char* part : {"cipher to server", "the node offers x", "this client offers a, b"}) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
  what.mismatch->theirs.clear();
  EXPECT_NE(describe(what).find("the node offers nothing"), std::string::npos);
}

TEST(failure, by_a_lack_of_methods_shows_the_servers) {
  failure what = of(static_cast<int>(stage::authentication), static_cast<int>(cause::no_method_left));
  what.methods = {"hostbased", "gssapi-with-mic"};
  EXPECT_NE(describe(what).find("hostbased, gssapi-with-mic"), std::string::npos);
}

TEST(failure, keeps_the_servers_words_apart_and_last) {
  failure what = of(static_cast<int>(stage::session), static_cast<int>(cause::disconnected_by_peer));
  const std::string ours = describe(what);
  what.peer_text = "11: going down";
  EXPECT_EQ(describe(what), ours + " The node said: 11: going down");
}

}  // namespace
}  // namespace glasshell::ssh
