#include "relay/openssh/named_hosts.hpp"

#include "relay/node_name.hpp"

#include <unordered_set>
#include <utility>

namespace glasshell::relay::openssh {

std::variant<std::string, problem> node_name_of(std::string_view host_name) {
  std::string made;
  bool left_out = false;
  for (const char letter : host_name) {
    if (!is_node_name_letter(letter)) {
      left_out = true;
      continue;
    }
    if (left_out && !made.empty()) made += '-';
    left_out = false;
    made += letter;
  }
  if (made.find_first_not_of(".-_") == std::string::npos) return problem::no_node_name;
  if (made.size() > longest_node_name) return problem::node_name_too_long;
  return made;
}

named_hosts name_hosts(std::vector<host_entry> entries) {
  std::unordered_set<std::string> own_names;
  for (const host_entry& entry : entries) own_names.insert(entry.name);
  std::unordered_set<std::string> taken;
  named_hosts made;
  note_list notes;
  for (host_entry& entry : entries) {
    auto name = node_name_of(entry.name);
    if (const auto* why = std::get_if<problem>(&name)) {
      notes.add(*why, entry.where, entry.name);
      continue;
    }
    auto& node = std::get<std::string>(name);
    const bool is_of_another = node != entry.name && own_names.contains(node);
    if (is_of_another || !taken.insert(node).second) {
      notes.add(problem::node_name_taken, entry.where, entry.name);
      continue;
    }
    made.hosts.push_back({.node = std::move(node), .entry = std::move(entry)});
  }
  made.notes_left_out = notes.left_out();
  made.notes = notes.take();
  return made;
}

}  // namespace glasshell::relay::openssh
