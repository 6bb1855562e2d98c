// Any configuration that people import, with files that it includes: hosts come out that can be dialled and told apart, and a
// configuration that is made of them says the same again. The input is files, each with a line "@file NAME" before it.
#include "relay/openssh/ssh_config.hpp"
#include "relay/openssh/named_hosts.hpp"
#include "relay/openssh/pattern.hpp"

#include "relay/node_name.hpp"

#include "require.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace {

using namespace glasshell::relay;
using namespace glasshell::relay::openssh;
using glasshell::fuzz::require;

constexpr config_limits limits = {
    .files = 40, .octets = 64 * 1024, .lines = 2000, .hosts = 200, .comparisons = 2'000'000};

std::map<std::string, std::string> files_of(std::string_view input) {
  constexpr std::string_view mark = "@file ";
  std::map<std::string, std::string> files;
  std::string name = "config";
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    if (line.starts_with(mark)) {
      name = "~/.ssh/" + std::string(line.substr(mark.size()));
    } else {
      files[name].append(line).append("\n");
    }
  }
  return files;
}

file_reader reader_of(const std::map<std::string, std::string>& files) {
  return {
      .matching =
          [&files](const std::string& pattern) {
            std::vector<std::string> found;
            for (const auto& [name, text] : files) {
              if (matches_pattern(name, pattern)) found.push_back(name);
            }
            return found;
          },
      .read = [&files](const std::string& path, std::size_t) -> std::optional<std::string> { return files.at(path); }};
}

std::string quoted(const std::string& word) {
  std::string text = "\"";
  for (const char letter : word) {
    if (letter == '"' || letter == '\\' || letter == '\'') text += '\\';
    text += letter;
  }
  return text + "\"";
}

std::string percent_escaped(const std::string& word) {
  std::string text;
  for (const char letter : word) text += letter == '%' ? "%%" : std::string(1, letter);
  return text;
}

/// What the entries say, written down, a block for each.
std::string written(const std::vector<host_entry>& hosts) {
  std::string text;
  for (const host_entry& one : hosts) {
    text += "Host " + quoted(one.name) + "\nHostName " + quoted(percent_escaped(one.host)) + "\nPort " +
            std::to_string(one.port) + "\n";
    if (!one.user.empty()) text += "User " + quoted(one.user) + "\n";
    if (!one.host_key_alias.empty()) text += "HostKeyAlias " + quoted(one.host_key_alias) + "\n";
    if (one.proxy_command && one.jumps.empty()) text += "ProxyCommand nc\n";
  }
  return text;
}

void check_host(const host_entry& one) {
  require(is_host_argument(one.name) && is_host(one.host), "a host can be named and dialled");
  require(one.port != 0 && (one.user.empty() || is_user(one.user)), "its port and its user are in order");
  require(one.jumps.size() <= most_jumps, "its way is not too long");
  for (const jump& other : one.jumps) {
    require(is_host(other.name) && is_host(other.host) && other.port != 0, "a host on the way can be dialled");
    require(other.name != one.name, "no way leads over its own end");
  }
  require(one.where.line > 0 && !one.where.file.empty(), "it is somewhere");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto files = files_of(std::string_view(reinterpret_cast<const char*>(data), size));
  const auto main_file = files.find("config");
  const std::string text = main_file == files.end() ? "" : main_file->second;
  const auto config = parse_ssh_config(text, "config", reader_of(files), limits);

  require(config.hosts.size() <= limits.hosts && config.notes.size() <= note_list::most, "the result is bounded");
  for (const host_entry& one : config.hosts) check_host(one);
  for (const note& one : config.notes) require(sentence_of(one).size() < 400, "a note is short");

  const auto named = name_hosts(config.hosts);
  std::vector<std::string> names;
  for (const named_host& one : named.hosts) names.push_back(one.node);
  require(std::ranges::all_of(names, is_node_name), "a node's name is one");
  std::ranges::sort(names);
  require(std::ranges::adjacent_find(names) == names.end(), "no two nodes have one name");
  require(named.hosts.size() + named.notes.size() <= config.hosts.size(), "a host gets a name or a note");

  const auto again = parse_ssh_config(written(config.hosts), "written", reader_of({}), {});
  require(again.hosts.size() == config.hosts.size(), "as many hosts are written as are read");
  for (std::size_t i = 0; i < again.hosts.size(); ++i) {
    const host_entry& ours = config.hosts[i];
    const host_entry& theirs = again.hosts[i];
    require(ours.name == theirs.name && ours.host == theirs.host && ours.port == theirs.port &&
                ours.user == theirs.user && ours.host_key_alias == theirs.host_key_alias,
            "what is written is read");
  }
  return 0;
}
