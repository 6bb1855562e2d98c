#include "relay/openssh/match_line.hpp"

#include "relay/openssh/config_line.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace glasshell::relay::openssh {

namespace {

/// Criteria of ssh that are not for us: with a word behind them, and without.
constexpr auto of_a_session = std::to_array<std::string_view>({"user", "localuser", "exec"});
constexpr auto of_a_pass = std::to_array<std::string_view>({"canonical", "final"});

bool is_one_of(std::string_view word, const auto& words) { return std::ranges::find(words, word) != words.end(); }
bool is_word(const std::optional<std::string>& word) { return word && !word->empty() && !word->starts_with('#'); }

}  // namespace

std::variant<match_condition, match_unknown, match_error> parse_match(std::string_view rest) {
  match_condition made;
  std::optional<match_unknown> unknown;
  std::size_t criteria = 0;
  bool all = false;
  delimited_words words(rest);
  auto word = words.next();
  for (; is_word(word); word = words.next()) {
    if (all) return match_error{};  // nothing may follow it
    match_criterion one;
    one.negated = word->starts_with('!');
    const std::string name = in_lower_case(one.negated ? word->substr(1) : *word);
    if (name == "all") {
      all = true;
      if (criteria > 1) return match_error{};
      made.criteria.push_back(std::move(one));
      continue;
    }
    ++criteria;
    if (is_one_of(name, of_a_pass)) {
      unknown = match_unknown{name};
      continue;
    }
    const auto patterns = words.next();
    if (!is_word(patterns)) return match_error{};
    if (is_one_of(name, of_a_session)) {
      unknown = match_unknown{name};
    } else if (name == "host" || name == "originalhost") {
      one.of = name == "host" ? match_criterion::subject::host : match_criterion::subject::original_host;
      one.patterns = *patterns;
      made.criteria.push_back(std::move(one));
    } else {
      return match_error{};
    }
  }
  if (word && word->empty() && !words.rest().empty()) return match_error{};
  if (made.criteria.empty() && !unknown) return match_error{};
  if (unknown) return *std::move(unknown);
  return made;
}

}  // namespace glasshell::relay::openssh
