// A configuration as it applies: the blocks of all its files in the order in which ssh meets them, each with its condition and
// what it sets. Nothing here depends on a host's name.
#pragma once

#include "relay/openssh/host_words.hpp"
#include "relay/openssh/note.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace glasshell::relay::openssh {

// ---- conditions ------------------------------------------------------------------------------------------------------

struct host_pattern {
  std::string text;
  bool negated = false;
  bool wildcard = false;
};
/// `Host a *.b !c`
struct host_condition {
  std::vector<host_pattern> patterns;
};

struct match_criterion {
  enum class subject : std::uint8_t {
    all,
    host,           ///< the name with what HostName has made of it so far
    original_host,  ///< the name as a person writes it
  };
  subject of = subject::all;
  bool negated = false;
  std::string patterns;  ///< separated by commas
};
/// `Match host a,b !originalhost c`: all of them hold.
struct match_condition {
  std::vector<match_criterion> criteria;
};

/// What comes before any block, and what goes on with one behind an Include.
struct always {};
/// A block that cannot be understood. What it sets is not taken for its neighbour's.
struct never {};

using condition = std::variant<always, never, host_condition, match_condition>;

// ---- what a block sets -----------------------------------------------------------------------------------------------

struct host_name_setting {
  std::string text;  ///< with %h and %%
};
struct port_setting {
  std::uint16_t port = 0;
};
struct user_setting {
  std::string name;
};
struct jump_setting {
  std::vector<jump_word> chain;  ///< none: reached directly
};
struct command_setting {
  enum class kind : std::uint8_t { none, some };
  kind what = kind::some;
};
struct alias_setting {
  std::string name;
};

/// A line that cannot be used, of one of the keywords that say where a host is. It still counts as the first.
struct unusable_setting {
  enum class of : std::uint8_t { host_name, port, jump };
  of what = of::host_name;
};

struct setting {
  std::variant<host_name_setting, port_setting, user_setting, jump_setting, command_setting, alias_setting,
               unusable_setting>
      value;
  std::uint32_t line = 0;
};

struct section {
  std::optional<std::size_t> around;  ///< another, before this one: this one applies where that does
  condition when;
  std::size_t file = 0;
  std::uint32_t line = 0;
  std::vector<setting> settings;
};

struct config_sections {
  std::vector<std::string> files;
  std::vector<section> sections;

  [[nodiscard]] place where(const section& of) const { return {files[of.file], of.line}; }
  [[nodiscard]] place where(const section& of, const setting& one) const { return {files[of.file], one.line}; }
};

}  // namespace glasshell::relay::openssh
