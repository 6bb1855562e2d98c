#include "relay/openssh/note.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace glasshell::relay::openssh {

namespace {

constexpr std::size_t longest_word_bytes = 80;

std::string_view template_for(problem what) noexcept {
  switch (what) {
    case problem::unknown_keyword:
      return R"(This line is ignored: ssh knows no keyword "{}", and refuses the file for it. Correct it, or remove the )"
             "line.";
    case problem::missing_argument:
      return R"(This line cannot be used: nothing stands behind "{}". Write its value there, or remove the line.)";
    case problem::open_quote:
      return "This line cannot be used: a quote is opened in it and not closed. Close it.";
    case problem::extra_argument:
      return R"(This line cannot be used: "{}" is one word too many. Put a value with spaces into double quotes.)";
    case problem::empty_argument:
      return R"(This line cannot be used: a word behind "{}" is empty. Remove the two quotes.)";
    case problem::bad_port:
      return R"(This line cannot be used: "{}" is not a port. Write a number from 1 to 65535.)";
    case problem::bad_host:
      return R"(This line cannot be used: "{}" cannot be the name or the address of a machine. Correct it.)";
    case problem::bad_token:
      return R"(This line cannot be used: in "{}", %h may stand for the name behind Host and %% for a percent sign, and )"
             "nothing else behind a %. Correct it.";
    case problem::bad_user:
      return R"(This line cannot be used: "{}" cannot be the name of a user. Correct it.)";
    case problem::bad_jump:
      return R"(This line cannot be used: "{}" is not a chain of [user@]host[:port] with commas between them. Correct it, )"
             "or write none.";
    case problem::needs_bad_line:
      return "No host that this line is for is imported: without it, it could be another machine. Correct the line.";
    case problem::no_host:
      return R"("{}" is not imported: its own name cannot be dialled. Write HostName into its block.)";
    case problem::jump_loop:
      return R"(The way to "{}" leads over itself, and is cut there. Write "ProxyJump none" into its block.)";
    case problem::too_many_jumps:
      return R"(The way to "{}" leads over more hosts than one connection may, and is left out. Shorten the chain.)";
    case problem::unusable_name:
      return R"("{}" is not imported: ssh takes no host of such a name. Give it another.)";
    case problem::listed_with_comma:
      return R"("{}" is not imported: names behind Host stand with spaces between them, not commas. Put a space there.)";
    case problem::bad_match:
      return "This block is ignored: ssh does not understand its condition. Correct the line with Match.";
    case problem::match_not_followed:
      return R"(This block is ignored: whether "{}" holds can only be told where ssh runs. Put what it sets for )"
             "imported hosts into a Host block.";
    case problem::never_applies:
      return R"("{}" is not imported: this line does not apply to it, for a pattern with ! on it, or for the block that )"
             "its file is included in. Move it to where it applies.";
    case problem::proxy_command:
      return "ProxyCommand is ignored: the relay runs no command of yours, and would reach these hosts directly. Use "
             "ProxyJump if there is a host between.";
    case problem::known_hosts_not_read:
      return R"(The files that "{}" names are not read. Import them as known_hosts.)";
    case problem::names_not_completed:
      return "CanonicalizeHostname is ignored: a name is taken as it stands. Write the whole name behind HostName.";
    case problem::include_matches_nothing:
      return R"(Nothing is included here: there is no file "{}". If hosts are missing, import the file that has them as )"
             "well.";
    case problem::include_not_readable:
      return R"("{}" is not included: it cannot be read. Make it readable, or import it as well.)";
    case problem::include_too_deep:
      return R"("{}" is not included: files include each other more than 16 deep here. Break the circle.)";
    case problem::too_many_files:
      return "From here on nothing is included: there are more files than one import may have. Import them in parts.";
    case problem::too_many_octets:
      return "From here on nothing is read: the text is longer than one import may be. Import it in parts.";
    case problem::too_many_lines:
      return "From here on nothing is read: there are more lines than one import may have. Import them in parts.";
    case problem::too_many_hosts:
      return R"(From "{}" on no host is imported: there are more than one import may have. Import them in parts.)";
    case problem::too_many_patterns:
      return R"(From "{}" on no host is imported: there are too many patterns for so many hosts. Import them in parts.)";
    case problem::bad_marker:
      return "This line is ignored, as ssh does: it begins with an @, and then with no marker. Write one of "
             "@cert-authority and @revoked, and one space.";
    case problem::missing_key:
      return "This line is ignored: it ends before its key. Write names, the type of the key, and the key in base64.";
    case problem::ssh_1_key:
      return "This line is ignored: its key is of SSH's version 1, which is no longer spoken. Remove the line.";
    case problem::unknown_key_type:
      return R"(This line is ignored: there is no key of the type "{}". Correct it, or fetch the key again with )"
             "ssh-keyscan.";
    case problem::certificate_for_a_key:
      return R"(This line is ignored: "{}" is a certificate. Put the key that signs such certificates into a line with )"
             "@cert-authority.";
    case problem::not_base64:
      return "This line is ignored: its key is not in base64, or not whole. Fetch the key again with ssh-keyscan.";
    case problem::other_key_type:
      return R"(This line is ignored: the key in it is of another type than "{}". Fetch the key again with ssh-keyscan.)";
    case problem::malformed_key:
      return R"(This line is ignored: its key is no whole key of the type "{}". Fetch the key again with ssh-keyscan.)";
    case problem::short_key:
      return "This line is ignored, as ssh does: its key has fewer than 1024 bits. Give the host a longer one.";
    case problem::bad_hashed_name:
      return R"(This line is ignored: "{}" is no hashed name. Write the name itself.)";
    case problem::listed_pattern_too_long:
      return "This line is ignored, as ssh does: one of its names is longer than 1022 letters. Shorten it.";
    case problem::no_node_name:
      return R"("{}" is not imported: it has no letter or digit that the name of a node could have. Give it a name with )"
             "some.";
    case problem::node_name_too_long:
      return R"("{}" is not imported: the name of a node has at most 64 letters. Give it a shorter one.)";
    case problem::node_name_taken:
      return R"("{}" is not imported: another host here has the same name as a node. Rename one of them.)";
  }
  return {};
}

}  // namespace

std::string_view name_of(problem what) noexcept {
  switch (what) {
    case problem::unknown_keyword:
      return "unknown_keyword";
    case problem::missing_argument:
      return "missing_argument";
    case problem::open_quote:
      return "open_quote";
    case problem::extra_argument:
      return "extra_argument";
    case problem::empty_argument:
      return "empty_argument";
    case problem::bad_port:
      return "bad_port";
    case problem::bad_host:
      return "bad_host";
    case problem::bad_token:
      return "bad_token";
    case problem::bad_user:
      return "bad_user";
    case problem::bad_jump:
      return "bad_jump";
    case problem::needs_bad_line:
      return "needs_bad_line";
    case problem::no_host:
      return "no_host";
    case problem::jump_loop:
      return "jump_loop";
    case problem::too_many_jumps:
      return "too_many_jumps";
    case problem::unusable_name:
      return "unusable_name";
    case problem::listed_with_comma:
      return "listed_with_comma";
    case problem::bad_match:
      return "bad_match";
    case problem::match_not_followed:
      return "match_not_followed";
    case problem::never_applies:
      return "never_applies";
    case problem::proxy_command:
      return "proxy_command";
    case problem::known_hosts_not_read:
      return "known_hosts_not_read";
    case problem::names_not_completed:
      return "names_not_completed";
    case problem::include_matches_nothing:
      return "include_matches_nothing";
    case problem::include_not_readable:
      return "include_not_readable";
    case problem::include_too_deep:
      return "include_too_deep";
    case problem::too_many_files:
      return "too_many_files";
    case problem::too_many_octets:
      return "too_many_octets";
    case problem::too_many_lines:
      return "too_many_lines";
    case problem::too_many_hosts:
      return "too_many_hosts";
    case problem::too_many_patterns:
      return "too_many_patterns";
    case problem::bad_marker:
      return "bad_marker";
    case problem::missing_key:
      return "missing_key";
    case problem::ssh_1_key:
      return "ssh_1_key";
    case problem::unknown_key_type:
      return "unknown_key_type";
    case problem::certificate_for_a_key:
      return "certificate_for_a_key";
    case problem::not_base64:
      return "not_base64";
    case problem::other_key_type:
      return "other_key_type";
    case problem::malformed_key:
      return "malformed_key";
    case problem::short_key:
      return "short_key";
    case problem::bad_hashed_name:
      return "bad_hashed_name";
    case problem::listed_pattern_too_long:
      return "listed_pattern_too_long";
    case problem::no_node_name:
      return "no_node_name";
    case problem::node_name_too_long:
      return "node_name_too_long";
    case problem::node_name_taken:
      return "node_name_taken";
  }
  return "";
}

std::string sentence_of(const note& said) {
  constexpr std::string_view place_of_word = "{}";
  std::string text(template_for(said.what));
  if (const std::size_t at = text.find(place_of_word); at != std::string::npos) {
    text.replace(at, place_of_word.size(), said.about);
  }
  return text;
}

void note_list::add(problem what, const place& where, std::string_view about) {
  std::string word = printable_text(about, longest_word_bytes);
  std::ranges::replace_if(
      word, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  if (notes_.size() == most) {
    ++left_out_;
    return;
  }
  if (!seen_.insert({where, what, word}).second) return;
  notes_.push_back({.where = where, .what = what, .about = std::move(word)});
}

}  // namespace glasshell::relay::openssh
