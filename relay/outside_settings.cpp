#include "relay/outside_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

namespace glasshell::relay {

namespace {

// As many nodes as a configuration may have.
constexpr std::size_t most_nodes = 10'000;

std::string upper(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(), [](char c) {
    if (c == '-') return '_';
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return made;
}

/// "limits" of "[limits]", "nodes" of "[[nodes]]".
std::string_view name_of_table(std::string_view title) {
  const auto begin = title.find_first_not_of('[');
  if (begin == std::string_view::npos) return {};
  return title.substr(begin, title.find(']') - begin);
}

bool is_list_of_tables(const known_setting& setting) { return setting.table.starts_with("[["); }

/// Where a name leads. @param index  of the table in its list, for a list of tables
struct target {
  const known_setting* setting = nullptr;
  std::size_t index = 0;
};

/// @param name  in capitals, without its prefix: "LIMITS_LINKS", "NODES_0_NAME"
std::optional<target> find(std::string_view name, const std::vector<known_setting>& known) {
  for (const known_setting& each : known) {
    std::string_view rest = name;
    const std::string table = upper(name_of_table(each.table));
    if (!table.empty()) {
      if (!rest.starts_with(table + "_")) continue;
      rest.remove_prefix(table.size() + 1);
    }
    target found{&each, 0};
    if (is_list_of_tables(each)) {
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), found.index);
      if (error != std::errc{} || found.index >= most_nodes || end == rest.data() + rest.size() || *end != '_')
        continue;
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
    }
    if (rest == upper(each.key)) return found;
  }
  return std::nullopt;
}

std::string quoted(std::string_view text) {
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      made.append(1, '\\').append(1, c);
    } else if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      made.append("\\u00").append(1, digits[code >> 4U]).append(1, digits[code & 15U]);
    } else {
      made += c;
    }
  }
  return made.append("\"");
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// As it would stand in the file. What is not of its kind becomes a text, which the reading refuses in its own words.
std::string in_toml(std::string_view value, known_setting::kind kind) {
  switch (kind) {
    case known_setting::kind::text:
      break;
    case known_setting::kind::flag:
      if (value == "true" || value == "false") return std::string(value);
      break;
    case known_setting::kind::number:
      if (!value.empty() && value.size() < 12 && value.find_first_not_of("0123456789") == std::string_view::npos) {
        const auto significant = std::min(value.find_first_not_of('0'), value.size() - 1);
        return std::string(value.substr(significant));
      }
      break;
    case known_setting::kind::list: {
      std::string list = "[";
      while (!value.empty()) {
        const auto comma = std::min(value.find(','), value.size());
        if (const auto item = trimmed(value.substr(0, comma)); !item.empty()) list.append(quoted(item)).append(",");
        value.remove_prefix(std::min(comma + 1, value.size()));
      }
      return list.append("]");
    }
  }
  return quoted(value);
}

/// The node of the table that a setting is to stand in; made if it is not there. Null if something else is.
toml::table* table_for(const known_setting& setting, toml::table& file) {
  const std::string_view name = name_of_table(setting.table);
  if (name.empty()) return &file;
  if (!file.contains(name)) file.insert(name, toml::table{});
  return file.get(name)->as_table();
}

/// Tables of a list by the number that names them: those of the file come first.
toml::table* table_at(std::size_t index, std::string_view list_name, toml::table& file,
                      std::map<std::pair<std::string, std::size_t>, std::size_t>& added) {
  if (!file.contains(list_name)) file.insert(list_name, toml::array{});
  toml::array* list = file.get(list_name)->as_array();
  if (list == nullptr) return nullptr;
  const std::pair<std::string, std::size_t> named(list_name, index);
  const auto known = added.find(named);
  if (known != added.end()) return list->get(known->second)->as_table();
  if (index >= list->size()) {
    list->push_back(toml::table{});
    added.emplace(named, list->size() - 1);
    return list->back().as_table();
  }
  return list->get(index)->as_table();
}

}  // namespace

std::string environment_name_of(const known_setting& setting) {
  std::string name(environment_prefix);
  const std::string_view table = name_of_table(setting.table);
  if (!table.empty()) name.append(upper(table)).append("_");
  if (is_list_of_tables(setting)) name.append("0_");
  return name.append(upper(setting.key));
}

std::string flag_of(const known_setting& setting) {
  std::string name = environment_name_of(setting).substr(environment_prefix.size());
  std::ranges::transform(name, name.begin(), [](char c) {
    if (c == '_') return '-';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return "--" + name;
}

std::vector<outside_setting> read_flags(const std::vector<std::string>& arguments, config_problems& problems) {
  std::vector<outside_setting> read;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--") || argument.size() == 2) {
      problems.add(argument, "is neither a command nor a flag; --help lists the commands, --settings the settings");
      continue;
    }
    const auto equals = argument.find('=');
    if (equals != std::string::npos) {
      read.push_back({argument.substr(0, equals), argument.substr(equals + 1)});
    } else if (i + 1 < arguments.size() && !arguments[i + 1].starts_with("--")) {
      read.push_back({argument, arguments[++i]});
    } else {
      read.push_back({argument, "true"});
    }
  }
  return read;
}

std::vector<std::string> apply(const std::vector<outside_setting>& settings, const std::vector<known_setting>& known,
                               toml::table& file, config_problems& problems) {
  std::vector<std::string> unknown;
  std::map<std::pair<std::string, std::size_t>, std::size_t> added;
  // By number, or a list's second table would come before its first.
  std::vector<std::pair<target, const outside_setting*>> found;
  for (const outside_setting& each : settings) {
    const std::string_view name(each.name);
    const auto prefix = name.starts_with("--") ? std::size_t{2} : environment_prefix.size();
    const auto leads_to = find(upper(name.substr(prefix)), known);
    if (leads_to) {
      found.emplace_back(*leads_to, &each);
    } else {
      unknown.push_back(each.name);
    }
  }
  std::ranges::stable_sort(found, {}, [](const auto& each) { return each.first.index; });
  for (const auto& [leads_to, from] : found) {
    const known_setting& setting = *leads_to.setting;
    toml::table* into = is_list_of_tables(setting) ? table_at(leads_to.index, name_of_table(setting.table), file, added)
                                                   : table_for(setting, file);
    if (into == nullptr) continue;  // the file has something else there, and is told so
    try {
      // Parsed, so that the value carries the name of where it came from into every message about it.
      toml::table parsed = toml::parse("value = " + in_toml(from->value, setting.what), from->name);
      parsed.get("value")->visit([&](auto& value) { into->insert_or_assign(setting.key, std::move(value)); });
    } catch (const toml::parse_error&) {
      problems.add(from->name, "must be a text of UTF-8");
    }
  }
  return unknown;
}

std::string nearest_name(std::string_view mistaken, const std::vector<known_setting>& known,
                         std::string (*name_of)(const known_setting&)) {
  std::string nearest;
  std::size_t least = 0;
  for (const known_setting& each : known) {
    const std::string name = name_of(each);
    const std::size_t distance = edit_distance(name, mistaken);
    if (!nearest.empty() && distance >= least) continue;
    nearest = name;
    least = distance;
  }
  return nearest;
}

}  // namespace glasshell::relay
