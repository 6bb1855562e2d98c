#include "relay/tokens/errc.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace glasshell::relay::tokens {
namespace {

TEST(each_error_of_tokens, has_a_word_and_a_sentence_of_its_own) {
  std::set<std::string> words;
  std::set<std::string> sentences;
  int count = 0;
  for (int i = 1; *name_of(static_cast<errc>(i)) != '\0'; ++i) {
    const error_code code = static_cast<errc>(i);
    words.insert(name_of(static_cast<errc>(i)));
    sentences.insert(code.message());
    EXPECT_STREQ(code.category().name(), "glasshell.tokens");
    ++count;
  }
  EXPECT_EQ(count, static_cast<int>(errc::secret_is_a_key));
  EXPECT_EQ(words.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(sentences.size(), static_cast<std::size_t>(count));
}

TEST(an_error_that_is_none_of_tokens, says_so) {
  EXPECT_EQ(error_code(static_cast<errc>(200)).message(), "not an error of tokens");
}

}  // namespace
}  // namespace glasshell::relay::tokens
