// Configurations in memory, in place of files, and their notes as text.
#pragma once

#include "relay/openssh/pattern.hpp"
#include "relay/openssh/ssh_config.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::relay::openssh::test {

/// Whatever a pattern matches of these, in the order of their names.
inline file_reader reader_of(std::map<std::string, std::string> files) {
  const auto shared = std::make_shared<std::map<std::string, std::string>>(std::move(files));
  return {.matching =
              [shared](const std::string& pattern) {
                std::vector<std::string> found;
                for (const auto& [path, text] : *shared) {
                  if (matches_pattern(path, pattern)) found.push_back(path);
                }
                return found;
              },
          .read = [shared](const std::string& path, std::size_t) -> std::optional<std::string> {
            const auto found = shared->find(path);
            if (found == shared->end() || found->second == "unreadable") return std::nullopt;
            return found->second;
          }};
}

inline ssh_config parse(const std::string& text, std::map<std::string, std::string> files = {},
                        const config_limits& limits = {}) {
  return parse_ssh_config(text, "config", reader_of(std::move(files)), limits);
}

/// "user@host:port" of each host, with its name and its jumps: "web=alice@10.0.0.1:22 via bastion=bastion:22".
inline std::string text_of(const host_entry& entry) {
  const auto address = [](const auto& one) {
    return one.name + "=" + (one.user.empty() ? "" : one.user + "@") + one.host + ":" + std::to_string(one.port) +
           (one.host_key_alias.empty() ? "" : "/" + one.host_key_alias);
  };
  std::string text = address(entry);
  for (const jump& one : entry.jumps) text += " via " + address(one);
  if (entry.proxy_command) text += " by command";
  return text;
}
inline std::vector<std::string> hosts_of(const ssh_config& config) {
  std::vector<std::string> all;
  for (const host_entry& entry : config.hosts) all.push_back(text_of(entry));
  return all;
}

/// "config:3 bad_port 0"
inline std::string text_of(const note& one) {
  return one.where.file + ":" + std::to_string(one.where.line) + " " + std::string(name_of(one.what)) +
         (one.about.empty() ? "" : " " + one.about);
}
inline std::vector<std::string> notes_of(const std::vector<note>& notes) {
  std::vector<std::string> all;
  for (const note& one : notes) all.push_back(text_of(one));
  return all;
}
inline std::vector<std::string> notes_of(const ssh_config& config) { return notes_of(config.notes); }

}  // namespace glasshell::relay::openssh::test
