// What a configuration says of one name, as `ssh -G name` does: every block in order, and the first value of each keyword.
#pragma once

#include "relay/openssh/config_sections.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace glasshell::relay::openssh {

/// The values that hold for a name.
struct resolution {
  std::optional<std::string> host_name;  ///< expanded
  std::optional<std::uint16_t> port;
  std::optional<std::string> user;
  std::vector<jump_word> jumps;
  std::optional<std::string> alias;
  std::optional<place> jump_place;     ///< where `jumps` are from
  std::optional<place> command_place;  ///< of a ProxyCommand that ssh would run
  std::optional<place> unusable;       ///< of a line that cannot be used and would say where the host is

  /// What ssh dials: names in lower case, addresses as they stand.
  [[nodiscard]] std::string host(std::string_view name) const;
};

class config_resolver {
 public:
  /// @param config  outlives this
  /// @param most_comparisons  of letters, in all calls
  config_resolver(const config_sections& config, std::size_t most_comparisons);

  /// @param as_jump  what is written in a chain goes over the configuration
  /// @return nothing once the comparisons are used up
  std::optional<resolution> resolve(std::string_view name, const jump_word* as_jump = nullptr);
  /// The same, remembered: many hosts have the same one before them.
  const resolution* resolve_jump(const jump_word& word);

  /// Whether a section applied to the name that was resolved last.
  [[nodiscard]] bool applied(std::size_t section) const { return applies_[section] != 0; }

 private:
  std::vector<std::size_t> sections_for(std::string_view name) const;
  bool holds(const condition& when, std::string_view name, const resolution& so_far);
  bool holds(const match_criterion& one, std::string_view name, const resolution& so_far);
  bool spend(std::size_t comparisons) noexcept;

  const config_sections& config_;
  std::size_t comparisons_left_;
  // Most blocks are for a few names, and most names have one block: only the others are asked about every name.
  std::unordered_map<std::string_view, std::vector<std::size_t>> for_names_;
  std::vector<std::size_t> for_patterns_;
  std::vector<char> applies_;
  std::vector<std::size_t> applied_;
  std::unordered_map<std::string, resolution> jumps_;
};

}  // namespace glasshell::relay::openssh
