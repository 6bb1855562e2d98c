// JSON that two readers cannot take for two things.
#include "relay/strict/json_object.hpp"

#include <gtest/gtest.h>

#include <string>

namespace glasshell::relay::strict {
namespace {

TEST(a_json_object, is_read) {
  const auto object = json_object(R"( {"a": "b", "c": [1, {"a": null}, {"a": "\u00e9"}]} )");
  ASSERT_TRUE(object);
  EXPECT_EQ(*text_member(*object, "a"), "b");
  EXPECT_EQ(text_member(*object, "c"), nullptr);
  EXPECT_EQ(text_member(*object, "d"), nullptr);
}

TEST(a_json_object, with_a_name_twice_is_refused_however_it_is_written) {
  EXPECT_FALSE(json_object(R"({"a": 1, "a": 1})"));
  EXPECT_FALSE(json_object(R"({"a": 1, "\u0061": 1})"));
  EXPECT_FALSE(json_object(R"({"x": [{"a": 1, "a": 2}]})"));
  EXPECT_FALSE(json_object(R"({"a": {"b": 1}, "a": {}})"));
  EXPECT_TRUE(json_object(R"({"a": {"a": {"a": 1}}, "b": {"a": 1}})")) << "in objects of their own";
}

TEST(a_json_object, is_no_other_value) {
  for (const std::string_view text : {"", " ", "[]", "1", "null", "\"a\"", "{} {}", "{}x", "{\"a\": 1,}", "{'a': 1}",
                                      "{\"a\": 1 // b\n}", "{\"a\": NaN}", "{\"a\": 1e999}", "{\"a\": 01}", "{\"a\""}) {
    EXPECT_FALSE(json_object(text)) << text;
  }
}

TEST(a_json_object, is_utf_8) {
  EXPECT_FALSE(json_object("{\"a\": \"\xff\"}"));
  EXPECT_FALSE(json_object("{\"a\": \"\xC0\xAF\"}")) << "an overlong slash";
  EXPECT_FALSE(json_object("{\"a\": \"\xED\xA0\x80\"}")) << "half of a pair";
  EXPECT_FALSE(json_object(R"({"a": "\ud800"})"));
}

TEST(a_json_object, is_not_nested_deeply) {
  EXPECT_TRUE(json_object(R"({"a": )" + std::string(7, '[') + std::string(7, ']') + "}"));
  EXPECT_FALSE(json_object(R"({"a": )" + std::string(9, '[') + std::string(9, ']') + "}"));
  EXPECT_FALSE(json_object(std::string(100'000, '[')));
}

TEST(a_json_object, may_have_a_nul_in_a_text_which_ends_nothing) {
  const auto object = json_object(R"({"a": "b\u0000c"})");
  EXPECT_EQ(*text_member(*object, "a"), std::string_view("b\0c", 3));
}

}  // namespace
}  // namespace glasshell::relay::strict
