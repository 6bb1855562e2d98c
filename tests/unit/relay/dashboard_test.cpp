// The dashboard asks for what /metrics serves, and for nothing else.
#include "project_file.hpp"
#include "relay/metrics_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>
#include <string>

namespace glasshell::relay {
namespace {

std::set<std::string> served_metrics() {
  const worker_metrics one;
  std::istringstream lines(to_metrics_text({.workers = {&one}, .refusals = {{"unknown_node", 1}}}));
  std::set<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) names.insert(line.substr(0, line.find_first_of("{ ")));
  }
  return names;
}

std::set<std::string> metrics_in(const std::string& text) {
  std::set<std::string> names;
  for (auto at = text.find("glasshell_"); at != std::string::npos; at = text.find("glasshell_", at + 1)) {
    names.insert(text.substr(at, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at) - at));
  }
  return names;
}

TEST(dashboard, asks_for_nothing_that_the_relay_does_not_serve) {
  const auto dashboard = nlohmann::json::parse(text_of(source_folder / "deploy/grafana/glasshell.json"));
  std::size_t panels = 0;
  const auto served = served_metrics();
  for (const auto& panel : dashboard.at("panels")) {
    ++panels;
    for (const auto& target : panel.at("targets")) {
      const auto asked = metrics_in(target.at("expr").get<std::string>());
      EXPECT_FALSE(asked.empty()) << panel.at("title");
      for (const std::string& name : asked) EXPECT_TRUE(served.contains(name)) << name << " in " << panel.at("title");
    }
  }
  EXPECT_GE(panels, 10U);
}

TEST(dashboard, and_the_operators_document_show_every_metric) {
  const std::string document = text_of(source_folder / "docs/operations.md");
  const auto shown = metrics_in(text_of(source_folder / "deploy/grafana/glasshell.json"));
  for (const std::string& name : served_metrics()) {
    if (name.ends_with("_sum") || name.ends_with("_count")) continue;
    EXPECT_TRUE(shown.contains(name)) << name;
    const std::string base = name.ends_with("_bucket") ? name.substr(0, name.size() - 7) : name;
    EXPECT_THAT(document, testing::HasSubstr("`" + base)) << name;
  }
}

}  // namespace
}  // namespace glasshell::relay
