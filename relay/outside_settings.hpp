// Settings from outside the configuration's file: environment variables and flags. Both have the names of the file's keys, so
// that there is one list of settings: [limits] links is GLASSHELL_LIMITS_LINKS and --limits-links, the first node's name is
// GLASSHELL_NODES_0_NAME and --nodes-0-name.
#pragma once

#include "relay/config_table.hpp"

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glasshell::relay {

inline constexpr std::string_view environment_prefix = "GLASSHELL_";

/// As somebody wrote it: "GLASSHELL_LIMITS_LINKS" or "--limits-links".
struct outside_setting {
  std::string name;
  std::string value;
};

std::string environment_name_of(const known_setting& setting);
std::string flag_of(const known_setting& setting);

/// @param arguments  "--name=value", "--name" "value", or "--name" alone for true
/// @par Errors  Arguments that are no flags are collected as problems.
std::vector<outside_setting> read_flags(const std::vector<std::string>& arguments, config_problems& problems);

/// Puts settings into a file's table, over what it says.
///
/// @param known  every setting that there is
/// @return those whose name is none: another program's, perhaps, or a mistake
/// @par Errors  Values that cannot stand in a file are collected; what they may be is seen when the table is read.
std::vector<std::string> apply(const std::vector<outside_setting>& settings, const std::vector<known_setting>& known,
                               toml::table& file, config_problems& problems);

/// The known name nearest to a mistaken one. @param names_of  environment_name_of or flag_of
std::string nearest_name(std::string_view mistaken, const std::vector<known_setting>& known,
                         std::string (*name_of)(const known_setting&));

}  // namespace glasshell::relay
