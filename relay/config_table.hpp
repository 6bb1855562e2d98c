// One table of a TOML file, read key by key into our own types. What nobody asked for is a mistake of the operator's, told
// with its line and the nearest key that exists.
#pragma once

#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

/// A key that a file may have, as documentation shows it.
struct known_setting {
  enum class kind : std::uint8_t { text, flag, number, list };

  std::string table;  ///< "[limits]"; empty for the top of the file
  std::string key;
  std::string standard;  ///< the default, as it would stand in the file
  std::string values;    ///< what it may be
  kind what = kind::text;
};

/// Where problems are collected, each with the file's name and the line.
class config_problems {
 public:
  explicit config_problems(std::string_view file_name) : file_name_(file_name) {}
  void add(const toml::source_region& place, std::string_view what);
  /// @param place  where there are no lines: an environment variable, a flag
  void add(std::string_view place, std::string_view what);
  [[nodiscard]] bool none() const noexcept { return text_.empty(); }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string file_name_;
  std::string text_;
};

/// @par Errors  Problems are collected; a value that cannot be read keeps its default.
/// @par Lifetime  Borrows the table and the problems.
class config_table {
 public:
  /// @param title  as it stands in the file, for example "[limits]"; empty for the file itself
  /// @param known  every key that is asked for is added here, unless this is null
  config_table(const toml::table& table, std::string_view title, config_problems& problems,
               std::vector<known_setting>* known = nullptr)
      : table_(&table), title_(title), problems_(&problems), known_(known) {}

  void read(std::string_view key, std::string& into);
  void read(std::string_view key, bool& into);
  void read(std::string_view key, std::vector<std::string>& into);
  void read_number(std::string_view key, std::uint32_t& into, std::uint32_t lowest, std::uint32_t highest);
  /// A duration with its unit: "250ms", "10s", "5m", "2h".
  void read_duration(std::string_view key, std::chrono::milliseconds& into, std::chrono::milliseconds lowest,
                     std::chrono::milliseconds highest);
  /// One word of several.
  template <class Enum>
  void read_word(std::string_view key, Enum& into, const std::vector<std::pair<std::string_view, Enum>>& words) {
    std::string choices;
    std::string standard;
    for (const auto& [word, value] : words) {
      const std::string text = quoted(word);
      choices.append(choices.empty() ? "" : ", ").append(text);
      if (value == into) standard = text;
    }
    const toml::node* found = take(key, standard, choices);
    if (found == nullptr) return;
    const auto text = found->value<std::string_view>();
    for (const auto& [word, value] : words) {
      if (text != word) continue;
      into = value;
      return;
    }
    complain(*found, key, "must be one of " + choices);
  }

  /// A table below this one, for example [limits]; nothing if it is absent.
  std::vector<config_table> table(std::string_view key);
  /// An array of tables, for example [[nodes]].
  std::vector<config_table> tables(std::string_view key);

  [[nodiscard]] bool has(std::string_view key) const { return table_->contains(key); }
  /// Adds a problem at the key's line, or at the table's if the key is absent.
  void complain(std::string_view key, std::string_view what);
  /// Complains about every key that was never asked for.
  void finish();

 private:
  static std::string quoted(std::string_view word);
  /// @param standard, values  see known_setting; no values: a table, which is no setting
  const toml::node* take(std::string_view key, const std::string& standard = {}, const std::string& values = {},
                         known_setting::kind kind = known_setting::kind::text);
  void complain(const toml::node& at, std::string_view key, std::string_view what);

  const toml::table* table_;
  std::string title_;
  config_problems* problems_;
  std::vector<known_setting>* known_;
  std::vector<std::string_view> asked_;
};

/// The number of single-character edits between two words (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace glasshell::relay
