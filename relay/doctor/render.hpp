// A report for a person at a terminal, and for a program. Pure.
#pragma once

#include "relay/doctor/catalogue.hpp"
#include "relay/doctor/finding.hpp"

#include <string>

namespace glasshell::relay::doctor {

enum class colours : std::uint8_t { off, on };

/// One hop, a line or several, ended by a line feed.
std::string render_step(const step& what, proxy_kind proxy, const catalogue& words, colours use);
/// The last line.
std::string render_verdict(const report& what, const catalogue& words, colours use);

/// The whole report as one JSON object. Holds no secret: nothing that the walk sends is one.
std::string render_json(const report& what, const catalogue& words);

}  // namespace glasshell::relay::doctor
