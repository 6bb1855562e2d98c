// From the text of a configuration, and of what it includes, to its blocks. Files are asked of whoever calls.
#pragma once

#include "relay/openssh/config_keyword.hpp"
#include "relay/openssh/config_line.hpp"
#include "relay/openssh/config_sections.hpp"
#include "relay/openssh/note.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::openssh {

/// The only way to files. Whoever gives it decides what may be read: a pattern is the text of a file that people upload.
struct file_reader {
  /// The files that a pattern of glob(7) matches, in its order; none if there are none. The pattern begins with '/' or '~'.
  std::function<std::vector<std::string>(const std::string& pattern)> matching;
  /// @param most_octets  a longer file need not be read beyond
  /// @return nothing if it cannot be read
  std::function<std::optional<std::string>(const std::string& path, std::size_t most_octets)> read;
};

/// Bounds on one import. A file that is included twice counts twice.
struct config_limits {
  std::size_t files = 256;
  std::size_t octets = 4 * std::size_t{1024} * 1024;
  std::size_t lines = 100'000;
  std::size_t hosts = 10'000;  ///< as many as the page lists
  /// Letters compared while hosts are resolved: about as long as a person waits.
  std::size_t comparisons = 400'000'000;
};

class config_reader {
 public:
  /// @param files, limits, notes  outlive this
  config_reader(const file_reader& files, const config_limits& limits, note_list& notes) noexcept
      : files_(files), limits_(limits), notes_(notes) {}

  /// @param name  what to call the file in notes
  config_sections read(std::string_view text, const std::string& name);

 private:
  /// One file, while it is read.
  struct scope {
    std::size_t file = 0;
    std::optional<std::size_t> around;  // the block that includes it
    std::size_t block = 0;              // the section that the present block began with
    std::size_t depth = 0;
    std::uint32_t line = 0;
  };

  void read_file(std::string_view text, const std::string& name, std::optional<std::size_t> around, std::size_t depth);
  void read_line(scope& in, const config_line& line);
  void begin_block(scope& in, condition when);
  void begin_host(scope& in, const std::vector<std::string>& words);
  void begin_match(scope& in, std::string_view rest);
  void include(scope& in, const std::vector<std::string>& patterns);
  void include_file(const scope& in, const std::string& path);
  void set_jump(const scope& in, std::string_view rest);
  void set_word(const scope& in, config_keyword what, const std::string& word);
  void set_unusable(const scope& in, config_keyword what);
  bool has_one_word(const scope& in, const config_line& line, const std::vector<std::string>& words);
  bool is_known_as_unknown(const std::string& keyword) const;

  template <class Value>
  void set(const scope& in, Value value) {
    made_.sections.back().settings.push_back({.value = std::move(value), .line = in.line});
  }
  void complain(const scope& in, problem what, std::string_view about = {}) {
    notes_.add(what, {made_.files[in.file], in.line}, about);
  }

  const file_reader& files_;
  const config_limits& limits_;
  note_list& notes_;
  config_sections made_;
  std::vector<std::string> ignored_unknown_;
  std::size_t octets_ = 0;
  std::size_t lines_ = 0;
  bool full_ = false;
};

/// @param text  a value of HostName
/// @return nothing if a '%' in it stands for nothing
std::optional<std::string> expand_host_name(std::string_view text, std::string_view host);

}  // namespace glasshell::relay::openssh
