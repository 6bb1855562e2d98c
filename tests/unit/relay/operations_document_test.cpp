// docs/operations.md says about the relay what the relay does.
#include "project_file.hpp"
#include "relay/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {
namespace {

const std::string document = text_of(source_folder / "docs/operations.md");

std::set<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

/// The rows of the table of settings, without their last column.
std::set<std::string> documented_settings() {
  std::istringstream stream(document.substr(document.find("| setting | default |")));
  std::set<std::string> rows;
  std::string line;
  std::getline(stream, line);
  std::getline(stream, line);
  while (std::getline(stream, line) && line.starts_with("| ")) {
    const auto last_column = line.rfind(" | ");
    EXPECT_GT(line.size(), last_column + 10) << "a setting without a meaning: " << line;
    rows.insert(line.substr(0, last_column) + " |");
  }
  return rows;
}

TEST(operations_document, lists_every_setting_with_its_default_and_range_and_no_other) {
  EXPECT_THAT(documented_settings(), testing::ContainerEq(lines_of(describe_settings())));
}

TEST(operations_document, shows_a_configuration_that_is_in_order) {
  constexpr std::string_view fence = "```toml\n";
  const auto begin = document.find(fence) + fence.size();
  const auto read = parse_config(document.substr(begin, document.find("```", begin) - begin), "operations.md");
  ASSERT_TRUE(read.has_value()) << read.error().text;
  EXPECT_EQ(read->nodes.size(), 2U);
}

void expect_documented(const std::string& word, const std::string& where) {
  EXPECT_THAT(document, testing::HasSubstr("`" + word + "`")) << where;
}

/// The text in quotes that begins at or behind `at`.
std::string quoted_at(const std::string& source, std::size_t at) {
  const auto begin = source.find('"', at) + 1;
  return source.substr(begin, source.find('"', begin) - begin);
}

/// Each call that writes a line, as it stands in the source, from its parenthesis on.
std::vector<std::string> log_calls_of(const std::string& source) {
  std::vector<std::string> calls;
  for (const std::string_view name : {"logger.info(", "logger.debug(", "logger.warning(", "write(log_level::error, "}) {
    for (auto at = source.find(name); at != std::string::npos; at = source.find(name, at + 1)) {
      calls.push_back(source.substr(at + name.size(), source.find(");", at) - at - name.size()));
    }
  }
  return calls;
}

TEST(operations_document, names_every_event_and_every_field_of_the_log) {
  std::size_t events = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder / "relay")) {
    for (const std::string& call : log_calls_of(text_of(entry.path()))) {
      ++events;
      expect_documented(quoted_at(call, 0), entry.path());
      for (auto at = call.find("{\""); at != std::string::npos; at = call.find("{\"", at + 1)) {
        expect_documented(quoted_at(call, at), entry.path());
      }
    }
  }
  EXPECT_GE(events, 14U) << "the log's calls look different now: adapt this test to them";
}

}  // namespace
}  // namespace glasshell::relay
