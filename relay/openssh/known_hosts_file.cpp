#include "relay/openssh/known_hosts_file.hpp"

#include "relay/openssh/key_text.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <variant>

namespace glasshell::relay::openssh {

namespace {

constexpr std::uint16_t ssh_port = 22;
constexpr std::string_view blanks = " \t";

/// What is wrong with a line, and the word that it is about.
struct refusal {
  problem what = problem::missing_key;
  std::string_view about;
};

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size())); }

std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of(blanks), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  skip_blanks(text);
  return word;
}

bool is_a_number(std::string_view word) {
  return word.size() < 8 && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// @return nothing if there is no such marker, or more than one
std::optional<key_marker> take_marker(std::string_view& text) {
  if (!text.starts_with('@')) return key_marker::none;
  // ssh looks for a space first, wherever it is, and for a tab only if there is none.
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space != std::string_view::npos ? space : text.find('\t'));
  if (word.size() == text.size()) return std::nullopt;
  text.remove_prefix(word.size());
  skip_blanks(text);
  if (text.starts_with('@')) return std::nullopt;
  if (word == "@cert-authority") return key_marker::certificate_authority;
  if (word == "@revoked") return key_marker::revoked;
  return std::nullopt;
}

bool has_too_long_pattern(std::string_view names) {
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(','), names.size());
    if (end - (names.starts_with('!') ? 1 : 0) > longest_listed_pattern_bytes) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

/// @param line  begins with neither a blank nor a '#'
std::variant<known_host, refusal> parse_line(std::string_view line) {
  known_host made;
  const auto marker = take_marker(line);
  if (!marker) return refusal{problem::bad_marker, {}};
  made.marker = *marker;
  const std::string_view names = take_word(line);
  made.names = names.starts_with('|') ? std::string(names) : in_lower_case(names);
  if (names.starts_with('|')) {
    made.hashed = hashed_name::parse(names);
    if (!made.hashed) return refusal{problem::bad_hashed_name, names};
  } else if (has_too_long_pattern(names)) {
    return refusal{problem::listed_pattern_too_long, {}};
  }
  const std::string_view type = take_word(line);
  const std::string_view key = take_word(line);
  if (key.empty() || type.starts_with('#')) return refusal{problem::missing_key, {}};
  if (is_a_number(type)) return refusal{problem::ssh_1_key, {}};
  auto parsed = parse_key(type, key);
  if (const auto* wrong = std::get_if<problem>(&parsed)) return refusal{*wrong, type};
  made.key = std::get<ssh::known_host_key>(std::move(parsed));
  made.comment = line.substr(0, line.find_last_not_of(blanks) + 1);
  return made;
}

/// Keys, each once. What it was given outlives it.
class distinct_keys {
 public:
  void add(const ssh::known_host_key& key) {
    if (blobs_.insert(as_text_view(key.blob)).second) keys_.push_back(&key);
  }
  [[nodiscard]] bool has(const ssh::known_host_key& key) const { return blobs_.contains(as_text_view(key.blob)); }

  [[nodiscard]] std::vector<ssh::known_host_key> without(const distinct_keys& others) const {
    std::vector<ssh::known_host_key> rest;
    for (const auto* key : keys_) {
      if (!others.has(*key)) rest.push_back(*key);
    }
    return rest;
  }

 private:
  std::vector<const ssh::known_host_key*> keys_;
  std::unordered_set<std::string_view> blobs_;
};

}  // namespace

known_hosts parse_known_hosts(std::string_view text, const std::string& name, const known_hosts_limits& limits) {
  known_hosts made;
  note_list notes;
  place at{.file = name};
  if (text.size() > limits.octets) {
    notes.add(problem::too_many_octets, at);
    text = {};
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (++at.line > limits.lines) {
      notes.add(problem::too_many_lines, at);
      break;
    }
    line = line.substr(0, line.find('\0'));  // where C's strings end
    if (line.ends_with('\r')) line.remove_suffix(1);
    skip_blanks(line);
    if (line.empty() || line.front() == '#') continue;
    auto parsed = parse_line(line);
    if (const auto* wrong = std::get_if<refusal>(&parsed)) {
      notes.add(wrong->what, at, wrong->about);
      continue;
    }
    made.entries.push_back(std::get<known_host>(std::move(parsed)));
    made.entries.back().where = at;
  }
  made.notes_left_out = notes.left_out();
  made.notes = notes.take();
  return made;
}

bool is_for(const known_host& line, std::string_view name) {
  if (line.hashed) return line.hashed->is_of(name);
  return match_pattern_list(name, line.names) == list_match::positive;
}

std::string known_name(std::string_view host, std::uint16_t port) {
  std::string name = in_lower_case(host);
  return port == ssh_port ? name : "[" + name + "]:" + std::to_string(port);
}

known_keys keys_for(std::span<const known_host> lines, std::string_view host, std::uint16_t port) {
  const std::string name = known_name(host, port);
  const std::string without_port = known_name(host, ssh_port);
  distinct_keys host_keys;
  distinct_keys host_keys_without_port;
  distinct_keys authorities;
  distinct_keys revoked;
  for (const known_host& line : lines) {
    const bool with = is_for(line, name);
    if (!with && (port == ssh_port || !is_for(line, without_port))) continue;
    switch (line.marker) {
      case key_marker::none:
        (with ? host_keys : host_keys_without_port).add(line.key);
        break;
      case key_marker::certificate_authority:
        authorities.add(line.key);
        break;
      case key_marker::revoked:
        revoked.add(line.key);
        break;
    }
  }
  return {.host_keys = host_keys.without(revoked),
          .host_keys_without_port = host_keys_without_port.without(revoked),
          .certificate_authorities = authorities.without(revoked),
          .revoked = revoked.without({})};
}

}  // namespace glasshell::relay::openssh
