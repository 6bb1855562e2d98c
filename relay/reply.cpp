#include "relay/reply.hpp"

#include <array>
#include <ctime>

namespace glasshell::relay {

namespace {

// xterm.js makes <style> elements and inline styles; WebAssembly needs its own word. Workers inherit nothing: a Worker's own
// response carries the policy that it runs under, so every file of the page gets it.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";
constexpr std::string_view data_policy = "default-src 'none'; frame-ancestors 'none'";

std::string_view phrase_of(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Content Too Large";
    case 421:
      return "Misdirected Request";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "";
  }
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 40> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return {text.data(), size};
}

}  // namespace

reply text_reply(unsigned status, std::string_view word, std::string text) {
  reply made;
  made.status = status;
  made.word = word;
  made.text = std::move(text);
  made.text += '\n';
  return made;
}

std::string serialise_head(const reply& what, unsigned http_minor, after_reply then) {
  std::string head = "HTTP/1.1 " + std::to_string(what.status) + " ";
  head.append(phrase_of(what.status)).append("\r\n");
  const auto field = [&](std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
  };
  field("Date", http_date());
  field("Server", "glasshell");
  if (what.status != 304) {
    field("Content-Type", what.content_type);
    field("Content-Length", std::to_string(what.body().size()));
  }
  field("X-Content-Type-Options", "nosniff");
  field("Referrer-Policy", "no-referrer");
  field("Content-Security-Policy", what.what == reply::kind::page ? page_policy : data_policy);
  field("Cross-Origin-Opener-Policy", "same-origin");
  field("Cross-Origin-Resource-Policy", what.what == reply::kind::sign ? "cross-origin" : "same-origin");
  field("X-Frame-Options", "DENY");
  for (const auto& [name, value] : what.fields) field(name, value);
  if (what.status >= 400) field("Cache-Control", "no-store");
  switch (then) {
    case after_reply::close:
      field("Connection", "close");
      break;
    case after_reply::keep_alive:
      if (http_minor == 0) field("Connection", "keep-alive");
      break;
  }
  return head.append("\r\n");
}

}  // namespace glasshell::relay
