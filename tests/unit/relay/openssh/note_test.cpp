#include "relay/openssh/note.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace glasshell::relay::openssh {
namespace {

TEST(note, has_a_word_and_a_whole_sentence_for_every_problem) {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(last_problem); ++i) {
    const auto what = static_cast<problem>(i);
    EXPECT_TRUE(words.insert(name_of(what)).second) << name_of(what);
    EXPECT_FALSE(name_of(what).empty()) << i;
    const std::string sentence = sentence_of({.where = {}, .what = what, .about = "web"});
    EXPECT_TRUE(sentence.ends_with(".")) << sentence;
    EXPECT_EQ(sentence.find("{}"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(". "), std::string::npos) << "says what to do: " << sentence;
  }
}

TEST(note, quotes_the_file_without_what_would_reorder_or_break_a_line) {
  note_list notes;
  notes.add(problem::bad_port, {"config", 3}, "2\t2\r\n\x1b[31m\xe2\x80\xae");
  ASSERT_EQ(notes.notes().size(), 1U);
  EXPECT_EQ(
      sentence_of(notes.notes().front()),
      "This line cannot be used: \"2 2 \xEF\xBF\xBD[31m\xEF\xBF\xBD\" is not a port. Write a number from 1 to 65535.");
  notes.add(problem::bad_port, {"config", 4}, std::string(1000, 'x'));
  EXPECT_LE(notes.notes().back().about.size(), 80U);
}

TEST(note_list, has_each_note_once_and_not_too_many) {
  note_list notes;
  notes.add(problem::bad_port, {"config", 1}, "x");
  notes.add(problem::bad_port, {"config", 1}, "x");
  EXPECT_EQ(notes.notes().size(), 1U);
  for (std::uint32_t line = 2; line < note_list::most + 12; ++line) notes.add(problem::bad_port, {"config", line}, "x");
  EXPECT_EQ(notes.notes().size(), note_list::most);
  EXPECT_EQ(notes.left_out(), 11U);
}

}  // namespace
}  // namespace glasshell::relay::openssh
