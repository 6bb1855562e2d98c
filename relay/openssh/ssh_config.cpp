#include "relay/openssh/ssh_config.hpp"

#include "relay/openssh/config_resolver.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace glasshell::relay::openssh {

namespace {

constexpr std::uint16_t ssh_port = 22;

/// A name without wildcards, and the lines with Host that have it.
struct listed_name {
  std::string name;
  std::vector<std::size_t> sections;
};

std::vector<listed_name> listed_names(const config_sections& config) {
  std::vector<listed_name> names;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < config.sections.size(); ++i) {
    const auto* host = std::get_if<host_condition>(&config.sections[i].when);
    if (host == nullptr) continue;
    for (const host_pattern& pattern : host->patterns) {
      if (pattern.negated || pattern.wildcard) continue;
      const auto [found, is_new] = known.emplace(pattern.text, names.size());
      if (is_new) names.push_back({.name = pattern.text, .sections = {}});
      names[found->second].sections.push_back(i);
    }
  }
  return names;
}

/// Makes entries of names. A failure is noted where it is found.
class importer {
 public:
  importer(const config_sections& config, const config_limits& limits, note_list& notes)
      : config_(config), limits_(limits), notes_(notes), resolver_(config, limits.comparisons) {}

  std::vector<host_entry> import_all() {
    std::vector<host_entry> made;
    for (const listed_name& one : listed_names(config_)) {
      const place first = config_.where(config_.sections[one.sections.front()]);
      if (!is_host_argument(one.name)) {
        const bool comma = one.name.find(',') != std::string::npos;
        notes_.add(comma ? problem::listed_with_comma : problem::unusable_name, first, one.name);
        continue;
      }
      if (made.size() == limits_.hosts) {
        notes_.add(problem::too_many_hosts, first, one.name);
        break;
      }
      auto entry = import(one, first);
      if (exhausted_) {
        notes_.add(problem::too_many_patterns, first, one.name);
        break;
      }
      if (entry) made.push_back(*std::move(entry));
    }
    return made;
  }

 private:
  std::optional<host_entry> import(const listed_name& listed, const place& first) {
    const auto found = resolver_.resolve(listed.name);
    if (!found) {
      exhausted_ = true;
      return std::nullopt;
    }
    const auto defining = std::ranges::find_if(listed.sections, [&](std::size_t i) { return resolver_.applied(i); });
    if (defining == listed.sections.end()) {
      notes_.add(problem::never_applies, first, listed.name);
      return std::nullopt;
    }
    host_entry made{.name = listed.name,
                    .host = found->host(listed.name),
                    .port = found->port.value_or(ssh_port),
                    .user = found->user.value_or(""),
                    .jumps = {},
                    .host_key_alias = found->alias.value_or(""),
                    .where = config_.where(config_.sections[*defining]),
                    .proxy_command = found->command_place};
    path_ = {listed.name};
    if (!is_usable(*found, made.host, made) || !add_way(*found, made)) return std::nullopt;
    return made;
  }

  bool is_usable(const resolution& found, const std::string& host, const host_entry& entry) {
    if (found.unusable) {
      notes_.add(problem::needs_bad_line, *found.unusable);
      return false;
    }
    if (is_host(host)) return true;
    notes_.add(problem::no_host, entry.where, entry.name);
    return false;
  }

  /// Adds the hosts that lead to the one that is resolved, and before them those that lead to the first of them, as the ssh that
  /// is started for it would go.
  bool add_way(const resolution& to, host_entry& entry) {
    const auto on_the_way = [&](const jump_word& word) { return std::ranges::find(path_, word.host) != path_.end(); };
    if (std::ranges::any_of(to.jumps, on_the_way)) {
      notes_.add(problem::jump_loop, *to.jump_place, path_.back());
      return true;
    }
    for (const jump_word& word : to.jumps) {
      const resolution* found = resolver_.resolve_jump(word);
      if (found == nullptr) {
        exhausted_ = true;
        return false;
      }
      jump made{.name = word.host,
                .host = found->host(word.host),
                .port = found->port.value_or(ssh_port),
                .user = found->user.value_or(""),
                .host_key_alias = found->alias.value_or("")};
      if (!is_usable(*found, made.host, entry)) return false;
      if (&word == &to.jumps.front()) {
        if (!entry.proxy_command) entry.proxy_command = found->command_place;
        path_.push_back(word.host);
        if (!add_way(*found, entry)) return false;
      }
      if (entry.jumps.size() == most_jumps) {
        notes_.add(problem::too_many_jumps, *to.jump_place, entry.name);
        return false;
      }
      entry.jumps.push_back(std::move(made));
    }
    return true;
  }

  const config_sections& config_;
  const config_limits& limits_;
  note_list& notes_;
  config_resolver resolver_;
  std::vector<std::string> path_;  // the hosts whose way is being gone
  bool exhausted_ = false;
};

}  // namespace

ssh_config parse_ssh_config(std::string_view text, const std::string& name, const file_reader& files,
                            const config_limits& limits) {
  note_list notes;
  const config_sections config = config_reader(files, limits, notes).read(text, name);
  std::vector<host_entry> hosts = importer(config, limits, notes).import_all();
  const std::size_t left_out = notes.left_out();
  return {.hosts = std::move(hosts), .notes = notes.take(), .notes_left_out = left_out};
}

}  // namespace glasshell::relay::openssh
