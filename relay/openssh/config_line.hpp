// One line of ssh_config(5) in its words. OpenSSH has two ways of quoting: a keyword and the criteria of Match are cut at
// white space, '"' and '='; all other arguments as a shell would, with '"', '\'' and '\\'.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::openssh {

struct config_line {
  std::string keyword;  ///< in lower case; empty: its quotes are not closed
  std::string rest;     ///< what follows it, as it stands
};

/// @param line  without its newline
/// @return nothing for an empty line and a comment
std::optional<config_line> split_config_line(std::string_view line);

/// The arguments in `rest`, up to a comment. @return nothing if a quote is not closed
std::optional<std::vector<std::string>> split_arguments(std::string_view rest);

/// Cuts the criteria of Match, as the keyword before them is cut.
class delimited_words {
 public:
  explicit delimited_words(std::string_view text) : rest_(text) {}

  /// @return nothing at the end, or if a quote is not closed
  std::optional<std::string> next();
  [[nodiscard]] std::string_view rest() const noexcept { return rest_ ? std::string_view(*rest_) : std::string_view(); }

 private:
  std::optional<std::string> rest_;  // nothing: even an empty last word is taken
};

}  // namespace glasshell::relay::openssh
