#include "relay/openssh/config_line.hpp"

#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <utility>

namespace glasshell::relay::openssh {

namespace {

constexpr std::string_view white_space = " \t\r\n";

void skip_white_space(std::string& text) { text.erase(0, std::min(text.find_first_not_of(white_space), text.size())); }

/// Takes one argument off the front of `rest`, which begins with none of its white space.
std::optional<std::string> take_argument(std::string_view& rest) {
  std::string word;
  char quote = 0;
  while (!rest.empty()) {
    const char letter = rest.front();
    if (quote == 0 && (letter == ' ' || letter == '\t')) break;
    rest.remove_prefix(1);
    if (letter == '\\' && !rest.empty() &&
        (rest.front() == '\'' || rest.front() == '"' || rest.front() == '\\' || (quote == 0 && rest.front() == ' '))) {
      word += rest.front();
      rest.remove_prefix(1);
    } else if (quote == 0 && (letter == '"' || letter == '\'')) {
      quote = letter;
    } else if (quote != 0 && letter == quote) {
      quote = 0;
    } else {
      word += letter;
    }
  }
  if (quote != 0) return std::nullopt;
  return word;
}

}  // namespace

std::optional<std::string> delimited_words::next() {
  if (!rest_) return std::nullopt;
  std::string& text = *rest_;
  const std::size_t end = text.find_first_of(" \t\r\n\"=");
  if (end == std::string::npos) return std::exchange(rest_, std::nullopt);
  if (text[end] == '"') {
    // The quote need not be where the word begins: Ho"st" is Host.
    text.erase(end, 1);
    const std::size_t closing = text.find('"', end);
    if (closing == std::string::npos) {
      rest_.reset();
      return std::nullopt;
    }
    std::string word = text.substr(0, closing);
    text.erase(0, closing + 1);
    skip_white_space(text);
    return word;
  }
  const bool at_equals = text[end] == '=';
  std::string word = text.substr(0, end);
  text.erase(0, end + 1);
  skip_white_space(text);
  if (!at_equals && text.starts_with('=')) {
    text.erase(0, 1);
    skip_white_space(text);
  }
  return word;
}

std::optional<config_line> split_config_line(std::string_view line) {
  line = line.substr(0, line.find('\0'));  // where C's strings end
  while (line.size() > 1 && (white_space.find(line.back()) != std::string_view::npos || line.back() == '\f')) {
    line.remove_suffix(1);
  }
  const std::size_t begin = line.find_first_not_of(white_space);
  if (begin == std::string_view::npos || line[begin] == '#') return std::nullopt;
  delimited_words words(line);
  auto keyword = words.next();
  if (keyword && keyword->empty()) keyword = words.next();  // there was white space before it
  if (!keyword) return config_line();
  if (keyword->empty() || keyword->starts_with('#')) return std::nullopt;
  std::string rest(words.rest());
  skip_white_space(rest);
  return config_line{.keyword = in_lower_case(*keyword), .rest = std::move(rest)};
}

std::optional<std::vector<std::string>> split_arguments(std::string_view rest) {
  std::vector<std::string> words;
  for (;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.empty() || rest.starts_with('#')) return words;
    auto word = take_argument(rest);
    if (!word) return std::nullopt;
    words.push_back(*std::move(word));
  }
}

}  // namespace glasshell::relay::openssh
