#include "relay/config_table.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace glasshell::relay {

namespace {

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::uint32_t count = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  if (unit == "ms") return std::chrono::milliseconds(count);
  if (unit == "s") return std::chrono::seconds(count);
  if (unit == "m") return std::chrono::minutes(count);
  if (unit == "h") return std::chrono::hours(count);
  return std::nullopt;
}

std::string to_text(std::chrono::milliseconds value) {
  const auto count = value.count();
  if (count == 0) return "0s";
  if (count % 3'600'000 == 0) return std::to_string(count / 3'600'000) + "h";
  if (count % 60'000 == 0) return std::to_string(count / 60'000) + "m";
  if (count % 1000 == 0) return std::to_string(count / 1000) + "s";
  return std::to_string(count) + "ms";
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

void config_problems::add(const toml::source_region& place, std::string_view what) {
  const bool from_file = place.path == nullptr || *place.path == file_name_;
  if (!from_file) return add(*place.path, what);
  if (place.begin.line == 0) return add(file_name_, what);  // a table that no file has
  add(file_name_ + ":" + std::to_string(place.begin.line), what);
}

void config_problems::add(std::string_view place, std::string_view what) {
  if (!text_.empty()) text_ += '\n';
  text_.append(place).append(": ").append(what);
}

std::string config_table::quoted(std::string_view word) { return std::string(1, '"').append(word).append("\""); }

const toml::node* config_table::take(std::string_view key, const std::string& standard, const std::string& values,
                                     known_setting::kind kind) {
  asked_.push_back(key);
  if (known_ != nullptr && !values.empty()) known_->push_back({title_, std::string(key), standard, values, kind});
  return table_->get(key);
}

void config_table::complain(const toml::node& at, std::string_view key, std::string_view what) {
  problems_->add(at.source(), quoted(key) + (title_.empty() ? "" : " in " + title_) + " " + std::string(what));
}

void config_table::complain(std::string_view key, std::string_view what) {
  const toml::node* found = table_->get(key);
  complain(found != nullptr ? *found : *table_, key, what);
}

void config_table::read(std::string_view key, std::string& into) {
  const toml::node* found = take(key, quoted(into), "a text");
  if (found == nullptr) return;
  if (const auto value = found->value_exact<std::string>()) {
    into = *value;
  } else {
    complain(*found, key, "must be a text in quotes");
  }
}

void config_table::read(std::string_view key, bool& into) {
  const toml::node* found = take(key, into ? "true" : "false", "true or false", known_setting::kind::flag);
  if (found == nullptr) return;
  if (const auto value = found->value_exact<bool>()) {
    into = *value;
  } else {
    complain(*found, key, "must be true or false");
  }
}

void config_table::read(std::string_view key, std::vector<std::string>& into) {
  const toml::node* found = take(key, "[]", "a list of texts", known_setting::kind::list);
  if (found == nullptr) return;
  const toml::array* list = found->as_array();
  if (list == nullptr || !list->is_homogeneous(toml::node_type::string)) {
    if (list == nullptr || !list->empty()) complain(*found, key, R"(must be a list of texts, as in ["one", "two"])");
    return;
  }
  into.clear();
  for (const toml::node& item : *list) into.push_back(*item.value<std::string>());
}

void config_table::read_number(std::string_view key, std::uint32_t& into, std::uint32_t lowest, std::uint32_t highest) {
  const std::string range = std::to_string(lowest) + " to " + std::to_string(highest);
  const toml::node* found = take(key, std::to_string(into), range, known_setting::kind::number);
  if (found == nullptr) return;
  const auto value = found->value_exact<std::int64_t>();
  if (value && *value >= lowest && *value <= highest) {
    into = static_cast<std::uint32_t>(*value);
  } else {
    complain(*found, key, "must be a number from " + range);
  }
}

void config_table::read_duration(std::string_view key, std::chrono::milliseconds& into,
                                 std::chrono::milliseconds lowest, std::chrono::milliseconds highest) {
  const std::string range = to_text(lowest) + " to " + to_text(highest);
  const toml::node* found = take(key, quoted(to_text(into)), range);
  if (found == nullptr) return;
  const auto text = found->value_exact<std::string>();
  const auto value = text ? parse_duration(*text) : std::nullopt;
  if (value && *value >= lowest && *value <= highest) {
    into = *value;
  } else {
    complain(*found, key, R"(must be a time with its unit, as in "250ms", "10s", "5m" or "2h", from )" + range);
  }
}

std::vector<config_table> config_table::table(std::string_view key) {
  const toml::node* found = take(key);
  if (found == nullptr) return {};
  const std::string title = std::string(1, '[').append(key).append("]");
  if (const toml::table* below = found->as_table()) return {config_table(*below, title, *problems_, known_)};
  complain(*found, key, "must be a table: write " + title + " on a line of its own");
  return {};
}

std::vector<config_table> config_table::tables(std::string_view key) {
  const toml::node* found = take(key);
  if (found == nullptr) return {};
  const std::string title = "[[" + std::string(key) + "]]";
  const toml::array* list = found->as_array();
  std::vector<config_table> all;
  if (list != nullptr) {
    for (const toml::node& item : *list) {
      if (const toml::table* below = item.as_table()) all.emplace_back(*below, title, *problems_, known_);
    }
  }
  if (list == nullptr || all.size() != list->size()) {
    complain(*found, key, "must be tables: write " + title + " on a line of its own before each");
  }
  return all;
}

void config_table::finish() {
  for (const auto& [key, value] : *table_) {
    const std::string_view name = key.str();
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    const auto nearest = std::min_element(asked_.begin(), asked_.end(), [&](std::string_view a, std::string_view b) {
      return edit_distance(a, name) < edit_distance(b, name);
    });
    std::string text = "unknown key " + quoted(name) + (title_.empty() ? "" : " in " + title_);
    if (nearest != asked_.end()) text += "; the nearest one is " + quoted(*nearest);
    problems_->add(key.source(), text);
  }
}

}  // namespace glasshell::relay
