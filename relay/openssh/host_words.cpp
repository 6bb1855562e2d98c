#include "relay/openssh/host_words.hpp"

#include "base/text.hpp"
#include "relay/openssh/pattern.hpp"

#include <algorithm>
#include <charconv>

namespace glasshell::relay::openssh {

namespace {

constexpr std::size_t longest_host_bytes = 253;  // of a name of DNS
constexpr std::size_t longest_argument_bytes = 255;
constexpr std::string_view white_space = " \t\r\n\f\v";

bool is_printable(std::string_view text) {
  return text.find_first_of("\n\t") == std::string_view::npos && printable_text(text, text.size()) == text;
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

/// `%41` is A, as in the user of an ssh:// address.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded += text.front();
      text.remove_prefix(1);
      continue;
    }
    unsigned octet = 0;
    if (text.size() < 3) return std::nullopt;
    const char* const end = text.data() + 3;
    if (std::from_chars(text.data() + 1, end, octet, 16).ptr != end) return std::nullopt;
    decoded += static_cast<char>(octet);
    text.remove_prefix(3);
  }
  return decoded;
}

/// Takes "host" or "[v6]" off the front, and the ':' or '/' behind it.
std::optional<std::string_view> take_host(std::string_view& text) noexcept {
  if (text.starts_with('[')) {
    const std::size_t closing = text.find(']');
    if (closing == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(1, closing - 1);
    text.remove_prefix(closing + 1);
    if (text.empty()) return host;
    if (text.front() != ':' && text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
    return host;
  }
  const std::size_t end = std::min(text.find_first_of(":/"), text.size());
  const std::string_view host = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return host;
}

/// What ssh takes for a host in an address with a scheme: no IPv6, although it has brackets.
bool is_domain(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && is_letter(text.front()) && text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || c == '.' || c == '-' || c == '_'; });
}

std::optional<jump_word> parse_jump_word(std::string_view text) {
  constexpr std::string_view scheme = "ssh://";
  const bool is_uri = text.starts_with(scheme);
  if (is_uri) text.remove_prefix(scheme.size());
  jump_word made;
  const std::size_t at = is_uri ? text.find('@') : text.rfind('@');
  if (at != std::string_view::npos) {
    std::string_view user = text.substr(0, at);
    if (is_uri) user = user.substr(0, user.find(';'));  // parameters of the connection, of which there are none
    auto decoded = is_uri ? percent_decoded(user) : std::string(user);
    if (!decoded || !is_user(*decoded)) return std::nullopt;
    made.user = *std::move(decoded);
    text.remove_prefix(at + 1);
  }
  if (is_uri && text.ends_with('/')) text.remove_suffix(1);
  const auto host = take_host(text);
  if (!host || !is_host(*host) || (is_uri && !is_domain(*host))) return std::nullopt;
  made.host = *host;
  if (text.empty()) return made;
  made.port = parse_port(text);
  if (!made.port) return std::nullopt;
  return made;
}

}  // namespace

bool is_host_argument(std::string_view text) {
  return !text.empty() && text.size() <= longest_argument_bytes && text.front() != '-' &&
         text.find_first_of("'`\"$\\;&<>|(){}, ") == std::string_view::npos && is_printable(text);
}

bool is_host(std::string_view text) noexcept {
  return !text.empty() && text.size() <= longest_host_bytes && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return c > ' ' && c < '\x7f' &&
                  std::string_view("'`\"$\\;&<>|(){},@/#?*![]").find(c) == std::string_view::npos;
         });
}

bool is_user(std::string_view text) {
  return !text.empty() && text.size() <= longest_argument_bytes && text.front() != '-' && text.back() != '\\' &&
         text.find_first_of("'`\";&<>|(){}") == std::string_view::npos && text.find(" -") == std::string_view::npos &&
         is_printable(text);
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
  if (text == "ssh") return std::uint16_t{22};
  // As strtonum(3) reads a number.
  text.remove_prefix(std::min(text.find_first_not_of(white_space), text.size()));
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

std::optional<std::vector<jump_word>> parse_jump_chain(std::string_view text) {
  text = trimmed(text.substr(0, text.find('#')));
  std::vector<jump_word> chain;
  // With a comment behind it, ssh takes "none" for the name of a host. Nobody means that.
  if (in_lower_case(text) == "none") return chain;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    more = comma != std::string_view::npos;
    auto word = parse_jump_word(trimmed(text.substr(0, comma)));
    if (!word) return std::nullopt;
    chain.push_back(*std::move(word));
    if (more) text.remove_prefix(comma + 1);
  }
  return chain;
}

}  // namespace glasshell::relay::openssh
