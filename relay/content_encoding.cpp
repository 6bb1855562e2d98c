#include "relay/content_encoding.hpp"

#include <algorithm>

namespace glasshell::relay {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// A weight in thousandths (RFC 9110 §12.4.2). What is no weight counts as none given.
unsigned parse_weight(std::string_view parameters) {
  constexpr unsigned full = 1000;
  const std::string_view text = trimmed(parameters);
  if (text.size() < 3 || to_lower(text[0]) != 'q' || text[1] != '=') return full;
  const std::string_view digits = text.substr(2);
  if (digits[0] != '0') return full;
  unsigned weight = 0;
  unsigned unit = 100;
  for (const char c : digits.substr(std::min<std::size_t>(digits.size(), 2))) {
    if (c < '0' || c > '9') break;
    weight += unit * static_cast<unsigned>(c - '0');
    unit /= 10;
  }
  return weight;
}

std::string_view coding_of(content_encoding encoding) {
  return encoding == content_encoding::identity ? "identity" : name_of(encoding);
}

/// The weight of one coding; identity is acceptable unless it is excluded, by name or by "*".
unsigned weight_of(content_encoding encoding, std::string_view accept_encoding) {
  std::optional<unsigned> named;
  std::optional<unsigned> wildcard;
  while (const auto element = next_list_element(accept_encoding)) {
    const auto semicolon = std::min(element->find(';'), element->size());
    const std::string_view coding = trimmed(element->substr(0, semicolon));
    const unsigned weight =
        semicolon < element->size() ? parse_weight(element->substr(semicolon + 1)) : parse_weight("");
    if (same_word(coding, coding_of(encoding)) || (encoding == content_encoding::gzip && same_word(coding, "x-gzip"))) {
      named = weight;
    } else if (coding == "*") {
      wildcard = weight;
    }
  }
  if (named) return *named;
  if (wildcard) return *wildcard;
  return encoding == content_encoding::identity ? 1 : 0;  // the last resort, but one
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::optional<std::string_view> next_list_element(std::string_view& list) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const std::string_view element = trimmed(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

std::string_view name_of(content_encoding encoding) noexcept {
  switch (encoding) {
    case content_encoding::brotli:
      return "br";
    case content_encoding::gzip:
      return "gzip";
    case content_encoding::identity:
      return "";
  }
  return "";
}

std::optional<content_encoding> choose_encoding(std::optional<std::string_view> accept_encoding,
                                                const std::vector<content_encoding>& stored) {
  std::optional<content_encoding> best;
  unsigned best_weight = 0;
  for (const content_encoding candidate : stored) {
    const unsigned weight = weight_of(candidate, accept_encoding.value_or(""));
    if (weight > best_weight) {
      best = candidate;
      best_weight = weight;
    }
  }
  return best;
}

bool matches_entity_tag(std::string_view if_none_match, std::string_view entity_tag) {
  while (auto element = next_list_element(if_none_match)) {
    if (*element == "*") return true;
    if (element->starts_with("W/")) element->remove_prefix(2);
    if (*element == entity_tag) return true;
  }
  return false;
}

}  // namespace glasshell::relay
