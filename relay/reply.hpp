// An HTTP answer before it is octets, and the header that makes it safe in a browser. Only our own words enter a header field:
// nothing that a peer sent is ever repeated to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glasshell::relay {

struct reply {
  /// What a browser may do with it.
  enum class kind : std::uint8_t {
    page,  ///< run it
    data,  ///< read it, in the relay's own pages and in those that `fields` allow
    sign,  ///< see that it is there, in any page: whoever embeds a terminal asks whether the relay can be reached
  };

  unsigned status = 200;
  kind what = kind::data;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string text;              ///< the body, unless `shared_body` is set
  std::string_view shared_body;  ///< octets that live as long as the relay
  std::string_view word;         ///< why not, for the log: "host_not_configured"
  std::vector<std::pair<std::string_view, std::string>> fields;

  [[nodiscard]] std::string_view body() const noexcept {
    if (status == 304) return {};
    return shared_body.data() != nullptr ? shared_body : std::string_view(text);
  }
};

/// A plain-text answer that says what is wrong and what to change.
reply text_reply(unsigned status, std::string_view word, std::string text);

enum class after_reply : std::uint8_t { keep_alive, close };

/// Status line and header fields, with the blank line.
/// @param http_minor  0 or 1: the request's version
std::string serialise_head(const reply& what, unsigned http_minor, after_reply then);

}  // namespace glasshell::relay
