#include "relay/openssh/config_reader.hpp"

#include "relay/openssh/match_line.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::relay::openssh {

namespace {

constexpr std::size_t deepest_include = 16;  // ssh's own limit

/// Commands and chains are not split into words: ssh takes the line's rest.
std::string_view without_separators(std::string_view rest) {
  return rest.substr(std::min(rest.find_first_not_of(" \t\r\n="), rest.size()));
}

}  // namespace

std::optional<std::string> expand_host_name(std::string_view text, std::string_view host) {
  std::string expanded;
  while (!text.empty()) {
    if (text.front() != '%') {
      expanded += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (text.starts_with("%h")) {
      expanded += host;
    } else if (text.starts_with("%%")) {
      expanded += '%';
    } else {
      return std::nullopt;
    }
    text.remove_prefix(2);
  }
  return expanded;
}

config_sections config_reader::read(std::string_view text, const std::string& name) {
  made_ = {};
  read_file(text, name, std::nullopt, 0);
  return std::move(made_);
}

void config_reader::read_file(std::string_view text, const std::string& name, std::optional<std::size_t> around,
                              std::size_t depth) {
  scope in{.file = made_.files.size(), .around = around, .depth = depth};
  made_.files.push_back(name);
  begin_block(in, always{});
  if (text.size() > limits_.octets - octets_) {
    complain(in, problem::too_many_octets);
    full_ = true;
    return;
  }
  octets_ += text.size();
  while (!text.empty() && !full_) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++in.line;
    if (++lines_ > limits_.lines) {
      complain(in, problem::too_many_lines);
      full_ = true;
      return;
    }
    if (const auto line = split_config_line(text.substr(0, end))) read_line(in, *line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void config_reader::read_line(scope& in, const config_line& line) {
  const config_keyword what = keyword_of(line.keyword);
  const bool begins_block = what == config_keyword::host || what == config_keyword::match;
  const auto words = split_arguments(line.rest);
  if (line.keyword.empty() || !words || line.rest.empty()) {
    if (begins_block) begin_block(in, never{});
    set_unusable(in, what);
    const bool is_short = line.rest.empty() && !line.keyword.empty();
    return is_short ? complain(in, problem::missing_argument, line.keyword) : complain(in, problem::open_quote);
  }
  switch (what) {
    case config_keyword::host:
      return begin_host(in, *words);
    case config_keyword::match:
      return begin_match(in, line.rest);
    case config_keyword::include:
      return include(in, *words);
    case config_keyword::proxy_jump:
      return set_jump(in, line.rest);
    case config_keyword::proxy_command:
      if (in_lower_case(without_separators(line.rest)) == "none") {
        set(in, command_setting{command_setting::kind::none});
      } else {
        set(in, command_setting{});
        complain(in, problem::proxy_command);
      }
      return;
    case config_keyword::host_name:
    case config_keyword::port:
    case config_keyword::user:
    case config_keyword::host_key_alias:
    case config_keyword::ignore_unknown:
      return has_one_word(in, line, *words) ? set_word(in, what, words->front()) : set_unusable(in, what);
    case config_keyword::known_hosts:
      if (!words->empty() && in_lower_case(words->front()) != "none") {
        complain(in, problem::known_hosts_not_read, line.keyword);
      }
      return;
    case config_keyword::canonicalization:
      if (!words->empty() && in_lower_case(words->front()) != "no" && in_lower_case(words->front()) != "false") {
        complain(in, problem::names_not_completed);
      }
      return;
    case config_keyword::unused:
      return;
    case config_keyword::unknown:
      if (!is_known_as_unknown(line.keyword)) complain(in, problem::unknown_keyword, line.keyword);
      return;
  }
}

void config_reader::begin_block(scope& in, condition when) {
  in.block = made_.sections.size();
  made_.sections.push_back(
      {.around = in.around, .when = std::move(when), .file = in.file, .line = in.line, .settings = {}});
}

void config_reader::begin_host(scope& in, const std::vector<std::string>& words) {
  if (words.empty() || std::ranges::any_of(words, [](const std::string& word) { return word.empty(); })) {
    complain(in, words.empty() ? problem::missing_argument : problem::empty_argument, "Host");
    return begin_block(in, never{});
  }
  host_condition made;
  for (const std::string& word : words) {
    const bool negated = word.starts_with('!');
    made.patterns.push_back(
        {.text = negated ? word.substr(1) : word, .negated = negated, .wildcard = has_wildcard(word)});
  }
  begin_block(in, std::move(made));
}

void config_reader::begin_match(scope& in, std::string_view rest) {
  auto parsed = parse_match(rest);
  if (auto* made = std::get_if<match_condition>(&parsed)) return begin_block(in, std::move(*made));
  begin_block(in, never{});
  if (const auto* unknown = std::get_if<match_unknown>(&parsed)) {
    complain(in, problem::match_not_followed, unknown->criterion);
  } else {
    complain(in, problem::bad_match);
  }
}

void config_reader::include(scope& in, const std::vector<std::string>& patterns) {
  if (patterns.empty()) return complain(in, problem::missing_argument, "Include");
  for (const std::string& pattern : patterns) {
    if (full_) return;
    if (pattern.empty()) {
      complain(in, problem::empty_argument, "Include");
      continue;
    }
    if (in.depth == deepest_include) {
      complain(in, problem::include_too_deep, pattern);
      continue;
    }
    const bool anchored = pattern.front() == '/' || pattern.front() == '~';
    const auto found = files_.matching(anchored ? pattern : "~/.ssh/" + pattern);
    if (found.empty()) complain(in, problem::include_matches_nothing, pattern);
    for (const std::string& path : found) include_file(in, path);
  }
  // What follows belongs to the block that the Include stands in, whatever blocks the files have begun.
  section rest{.around = in.block, .when = always{}, .file = in.file, .line = in.line, .settings = {}};
  made_.sections.push_back(std::move(rest));
}

void config_reader::include_file(const scope& in, const std::string& path) {
  if (full_) return;
  if (made_.files.size() >= limits_.files) return complain(in, problem::too_many_files);
  const auto text = files_.read(path, limits_.octets - octets_ + 1);
  if (!text) return complain(in, problem::include_not_readable, path);
  read_file(*text, path, in.block, in.depth + 1);
}

void config_reader::set_jump(const scope& in, std::string_view rest) {
  const std::string_view text = without_separators(rest);
  auto chain = parse_jump_chain(text);
  if (chain) return set(in, jump_setting{*std::move(chain)});
  complain(in, problem::bad_jump, text);
  set_unusable(in, config_keyword::proxy_jump);
}

bool config_reader::has_one_word(const scope& in, const config_line& line, const std::vector<std::string>& words) {
  if (words.empty() || words.front().empty()) {
    complain(in, problem::missing_argument, line.keyword);
    return false;
  }
  if (words.size() > 1) complain(in, problem::extra_argument, words[1]);
  return words.size() == 1;
}

void config_reader::set_word(const scope& in, config_keyword what, const std::string& word) {
  if (what == config_keyword::port) {
    if (const auto port = parse_port(word)) return set(in, port_setting{*port});
    complain(in, problem::bad_port, word);
    set_unusable(in, what);
  } else if (what == config_keyword::host_name) {
    const auto expanded = expand_host_name(word, "a");
    if (expanded && is_host(*expanded)) return set(in, host_name_setting{word});
    complain(in, expanded ? problem::bad_host : problem::bad_token, word);
    set_unusable(in, what);
  } else if (what == config_keyword::user) {
    if (is_user(word)) return set(in, user_setting{word});
    complain(in, problem::bad_user, word);
  } else if (what == config_keyword::host_key_alias) {
    if (is_host_argument(word)) return set(in, alias_setting{in_lower_case(word)});
    complain(in, problem::bad_host, word);
  } else {
    ignored_unknown_.push_back(word);
  }
}

void config_reader::set_unusable(const scope& in, config_keyword what) {
  if (what == config_keyword::host_name) set(in, unusable_setting{unusable_setting::of::host_name});
  if (what == config_keyword::port) set(in, unusable_setting{unusable_setting::of::port});
  if (what == config_keyword::proxy_jump) set(in, unusable_setting{unusable_setting::of::jump});
}

bool config_reader::is_known_as_unknown(const std::string& keyword) const {
  return std::ranges::any_of(ignored_unknown_, [&](const std::string& patterns) {
    return match_host_list(keyword, patterns) == list_match::positive;
  });
}

}  // namespace glasshell::relay::openssh
