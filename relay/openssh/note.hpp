// What is said about a file of OpenSSH's beyond its result: what was ignored, where, and what to do about it. Words only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace glasshell::relay::openssh {

/// A line of a file, from 1. A line of 0 is the file as a whole.
struct place {
  std::string file;
  std::uint32_t line = 0;
  friend bool operator==(const place&, const place&) = default;
  friend bool operator<(const place& a, const place& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); }
};

enum class problem : std::uint8_t {
  // ssh_config
  unknown_keyword,
  missing_argument,
  open_quote,
  extra_argument,
  empty_argument,
  bad_port,
  bad_host,
  bad_token,
  bad_user,
  bad_jump,
  needs_bad_line,
  no_host,
  jump_loop,
  too_many_jumps,
  unusable_name,
  listed_with_comma,
  bad_match,
  match_not_followed,
  never_applies,
  proxy_command,
  known_hosts_not_read,
  names_not_completed,
  include_matches_nothing,
  include_not_readable,
  include_too_deep,
  too_many_files,
  too_many_octets,
  too_many_lines,
  too_many_hosts,
  too_many_patterns,
  // known_hosts
  bad_marker,
  missing_key,
  ssh_1_key,
  unknown_key_type,
  certificate_for_a_key,
  not_base64,
  other_key_type,
  malformed_key,
  short_key,
  bad_hashed_name,
  listed_pattern_too_long,
  // names of nodes
  no_node_name,
  node_name_too_long,
  node_name_taken,
};
inline constexpr problem last_problem = problem::node_name_taken;

/// The stable word.
std::string_view name_of(problem what) noexcept;

struct note {
  place where;
  problem what = problem::unknown_keyword;
  std::string about;  ///< the word of the file that it is about, printable and short; empty: there is none
  friend bool operator==(const note&, const note&) = default;
};

/// What a person reads: what is wrong and what to do, without the place.
std::string sentence_of(const note& said);

/// Notes in the order in which they were made, each once, and no more than can be read.
class note_list {
 public:
  static constexpr std::size_t most = 1000;

  void add(problem what, const place& where, std::string_view about = {});

  [[nodiscard]] const std::vector<note>& notes() const noexcept { return notes_; }
  [[nodiscard]] std::vector<note> take() noexcept { return std::move(notes_); }
  [[nodiscard]] std::size_t left_out() const noexcept { return left_out_; }

 private:
  std::vector<note> notes_;
  std::set<std::tuple<place, problem, std::string>> seen_;
  std::size_t left_out_ = 0;
};

}  // namespace glasshell::relay::openssh
