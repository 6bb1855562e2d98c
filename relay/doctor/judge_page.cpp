#include "relay/doctor/judge_page.hpp"

#include "relay/doctor/judge_path.hpp"
#include "relay/doctor/proxy.hpp"

#include <algorithm>
#include <array>

namespace glasshell::relay::doctor {

namespace {

bool has(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

/// What stands in every page that Glasshell builds.
constexpr std::string_view page_mark = "<title>Glasshell</title>";

struct file_kind {
  std::string_view ending;
  std::string_view type;
  std::string_view also = {};  ///< another name of the same
};
constexpr std::array<file_kind, 6> kinds{{
    {".wasm", "application/wasm"},
    {".js", "text/javascript", "application/javascript"},
    {".mjs", "text/javascript", "application/javascript"},
    {".css", "text/css"},
    {".svg", "image/svg+xml"},
    {".html", "text/html"},
}};

bool looks_like_html(std::string_view body) {
  const auto begin = body.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos &&
         (body.substr(begin).starts_with("<!") || body.substr(begin).starts_with("<html"));
}

bool is_gzip(std::string_view body) { return body.starts_with("\x1f\x8b"); }

/// Whether what came can be what Content-Encoding says that it is.
std::optional<std::string> wrong_encoding(const std::string& path, const http_answer& seen) {
  const std::string encoding = seen.fields_joined("Content-Encoding");
  const std::string_view body = seen.body;
  if (body.empty()) return "nothing";
  if (encoding == "gzip" || encoding == "x-gzip") return is_gzip(body) ? std::nullopt : std::optional("no gzip");
  const bool plain = encoding.empty() || encoding == "identity";
  if (plain && is_gzip(body)) return "gzip without a name";
  if (!path.ends_with(".wasm"))
    return plain || encoding == "br" || encoding == "zstd" ? std::nullopt : std::optional(encoding);
  const bool is_wasm = body.starts_with(std::string_view("\0asm", 4));
  if (plain != is_wasm) return plain ? "no WebAssembly" : "not compressed";
  return plain || encoding == "br" || encoding == "zstd" ? std::nullopt : std::optional(encoding);
}

/// The build puts eight characters of a file's hash behind its name: a script also says names of files that are none of the page's.
bool has_hash(std::string_view name, std::string_view ending) {
  constexpr std::size_t hash_characters = 8;
  const std::size_t stem = name.size() - ending.size();
  return stem > hash_characters + 1 && name[stem - hash_characters - 1] == '-';
}

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// The policy that a proxy set in place of ours, or beside it: each one has to allow what the page needs.
std::optional<finding> judge_policy(const http_answer& seen, const facts& with) {
  if (!seen.has_field("Content-Security-Policy")) return finding{problem::page_policy_missing, with};
  for (const auto& [name, value] : seen.fields) {
    if (http_answer{.fields = {{name, value}}, .body = {}, .first_octets = {}}.field("Content-Security-Policy").empty())
      continue;
    const bool limits_scripts = has(value, "script-src") || has(value, "default-src");
    const bool compiles = has(value, "'wasm-unsafe-eval'") || has(value, "'unsafe-eval'");
    const bool limits_connections = has(value, "connect-src") || has(value, "default-src 'none'");
    const bool connects =
        !limits_connections || has(value, "connect-src 'self'") || has(value, "connect-src *") || has(value, "wss:");
    if ((limits_scripts && !compiles) || !connects) {
      facts named = with;
      named["policy"] = excerpt(value);
      return finding{problem::page_policy_blocks, named};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<finding> judge_page(const target& to, const http_answer& seen) {
  facts with{{"url", to.url()},
             {"status", std::to_string(seen.status)},
             {"type", seen.has_field("Content-Type") ? excerpt(seen.field("Content-Type")) : "-"},
             {"said", excerpt(seen.body)}};
  if (seen.how == ending::closed && seen.status == 200) {
    with["path"] = to.base;
    with["size"] = std::to_string(seen.body.size());
    return finding{problem::page_file_cut, with};
  }
  if (seen.status == 404 && is_the_relays(seen)) return finding{problem::page_not_served, with};
  if (seen.status != 200) return finding{problem::page_missing, with};
  if (!has(seen.body, page_mark)) {
    with["path"] = to.base;
    if (is_gzip(seen.body)) {
      with["encoding"] = "gzip";
      return finding{problem::page_encoding_wrong, with};
    }
    return finding{problem::page_not_ours, with};
  }
  if (!seen.is_html()) {
    with["path"] = to.base;
    with["wanted"] = "text/html";
    return finding{problem::page_wrong_type, with};
  }
  return judge_policy(seen, with);
}

std::optional<finding> judge_file(const std::string& path, const http_answer& seen) {
  facts with{{"path", path},
             {"status", std::to_string(seen.status)},
             {"type", seen.has_field("Content-Type") ? excerpt(seen.field("Content-Type")) : "-"},
             {"size", std::to_string(seen.body.size())},
             {"said", excerpt(seen.body)}};
  if (seen.how != ending::complete) return finding{problem::page_file_cut, with};
  if (seen.status != 200) return finding{problem::page_file_missing, with};
  const auto kind = std::ranges::find_if(kinds, [&](const file_kind& each) { return path.ends_with(each.ending); });
  if (kind == kinds.end()) return std::nullopt;
  if (kind->type != "text/html" && (seen.is_html() || (seen.fields_joined("Content-Encoding").empty() &&
                                                       kind->type != "image/svg+xml" && looks_like_html(seen.body)))) {
    return finding{problem::page_file_is_html, with};
  }
  const std::string_view type = seen.field("Content-Type");
  const std::string_view bare = type.substr(0, type.find(';'));
  if (bare != kind->type && (kind->also.empty() || bare != kind->also)) {
    with["wanted"] = kind->type;
    return finding{problem::page_wrong_type, with};
  }
  if (const auto wrong = wrong_encoding(path, seen)) {
    with["encoding"] = seen.has_field("Content-Encoding") ? excerpt(seen.field("Content-Encoding")) : "-";
    return finding{problem::page_encoding_wrong, with};
  }
  return std::nullopt;
}

std::vector<std::string> files_named_in(std::string_view path, std::string_view text) {
  std::vector<std::string> found;
  const bool is_html = path.empty() || path.ends_with(".html");
  for (const file_kind& kind : kinds) {
    if (kind.ending == ".html" || (!is_html && kind.ending != ".wasm" && kind.ending != ".js")) continue;
    for (auto at = text.find(kind.ending); at != std::string_view::npos; at = text.find(kind.ending, at + 1)) {
      const auto end = at + kind.ending.size();
      // ".js" within ".json" is none, and a name ends where its quote does.
      if (end >= text.size() || (text[end] != '"' && text[end] != '\'' && text[end] != '`')) continue;
      auto begin = at;
      while (begin > 0 && is_name_character(text[begin - 1])) --begin;
      if (begin == at) continue;
      const std::string name(text.substr(begin, end - begin));
      if (!is_html && !has_hash(name, kind.ending)) continue;
      const bool in_assets = begin >= 7 && text.substr(begin - 7, 7) == "assets/";
      // Scripts name their neighbours, which are below assets/ as they are.
      const std::string whole = in_assets || !is_html ? "assets/" + name : name;
      if (std::ranges::find(found, whole) == found.end()) found.push_back(whole);
    }
  }
  return found;
}

}  // namespace glasshell::relay::doctor
