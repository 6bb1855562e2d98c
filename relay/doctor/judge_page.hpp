// The page and its files as they came through the proxy: types, encodings, what is missing or replaced. Pure functions.
#pragma once

#include "relay/doctor/finding.hpp"
#include "relay/doctor/http_message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::doctor {

/// Of GET / without compression.
std::optional<finding> judge_page(const target& to, const http_answer& seen);

/// One of the page's files. @param path  below the page's own
std::optional<finding> judge_file(const std::string& path, const http_answer& seen);

/// The files that this one names, below the page's folder: of HTML its sources, of JavaScript what it loads later (other
/// scripts, the module of WebAssembly). @param text  not encoded
std::vector<std::string> files_named_in(std::string_view path, std::string_view text);

}  // namespace glasshell::relay::doctor
