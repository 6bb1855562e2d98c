#include "relay/doctor/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace glasshell::relay::doctor {

namespace {

constexpr std::size_t title_columns = 17;

std::string painted(std::string_view text, std::string_view colour, colours use) {
  if (use == colours::off) return std::string(text);
  std::string made = "\x1b[";
  return made.append(colour).append("m").append(text).append("\x1b[0m");
}

/// Of UTF-8.
std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & '\xc0') != '\x80'; }));
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t own = columns_of(text);
  return std::string(text) + std::string(own < columns ? columns - own : 1, ' ');
}

/// With lines for the proxy that was recognised; for each of them if none was.
nlohmann::json lines_of(problem what, proxy_kind proxy, const catalogue& words) {
  auto made = nlohmann::json::object();
  for (int i = static_cast<int>(proxy_kind::nginx); i <= static_cast<int>(proxy_kind::traefik); ++i) {
    const auto each = static_cast<proxy_kind>(i);
    const bool is_known = proxy != proxy_kind::unknown && proxy != proxy_kind::none;
    if (is_known && each != proxy) continue;
    if (auto lines = words.lines(what, each); !lines.empty()) made[std::string(name_of(each))] = std::move(lines);
  }
  return made;
}

std::string render_finding(const finding& what, proxy_kind proxy, const catalogue& words, colours use) {
  const sentences said = words.describe(what);
  std::string text;
  const auto line = [&](std::string_view label, const std::string& sentence) {
    text += "      " + painted(padded(words.label(label) + ":", 14), "1", use) + sentence + "\n";
  };
  line("seen", said.seen);
  line("means", said.means);
  line("do", said.remedy);
  // Without a proxy that is known there would be five times the lines, and --json has them.
  const proxy_kind shown = proxy == proxy_kind::unknown || proxy == proxy_kind::none ? proxy_kind::nginx : proxy;
  const auto lines = words.lines(what.what, shown);
  if (lines.empty()) return text;
  text += "      " + words.label("lines", {{"proxy", words.name(shown)}}) + ":\n";
  for (const std::string& each : lines) text += "          " + painted(each, "36", use) + "\n";
  return text;
}

std::string_view name_of(step::outcome which) {
  switch (which) {
    case step::outcome::well:
      return "ok";
    case step::outcome::failed:
      return "failed";
    case step::outcome::skipped:
      return "skipped";
  }
  return "";
}

}  // namespace

std::string render_step(const step& what, proxy_kind proxy, const catalogue& words, colours use) {
  std::string text;
  const std::string title = padded(words.title(what.where), title_columns);
  switch (what.came_out) {
    case step::outcome::well:
      text = "  " + painted(padded(words.label("ok"), 8), "32", use) + title +
             words.describe_well(what.where, what.with) + "\n";
      for (const finding& each : what.findings) {
        text += "  " + painted(words.label("note"), "33", use) + "\n" + render_finding(each, proxy, words, use);
      }
      break;
    case step::outcome::failed:
      text = "  " + painted(padded(words.label("failed"), 8), "1;31", use) + title + "\n";
      for (const finding& each : what.findings) text += render_finding(each, proxy, words, use);
      break;
    case step::outcome::skipped: {
      const auto reason = what.with.find("reason");
      text = "  " + padded(words.label("skipped"), 8) + title +
             (reason == what.with.end() ? std::string() : words.describe_skipped(reason->second)) + "\n";
      break;
    }
  }
  return text;
}

std::string render_verdict(const report& what, const catalogue& words, colours use) {
  const step* failed = what.failure();
  if (failed == nullptr) return painted(words.label("allWell"), "1;32", use) + "\n";
  const facts with{{"hop", words.title(failed->where)}, {"code", std::to_string(what.exit_code())}};
  return painted(words.label("stopped", with), "1;31", use) + "\n";
}

std::string render_json(const report& what, const catalogue& words) {
  auto hops = nlohmann::json::array();
  for (const step& each : what.steps) {
    nlohmann::json one{{"hop", doctor::name_of(each.where)},
                       {"outcome", name_of(each.came_out)},
                       {"milliseconds", each.took.count()},
                       {"facts", each.with}};
    if (each.came_out == step::outcome::well) one["text"] = words.describe_well(each.where, each.with);
    if (each.came_out == step::outcome::skipped) {
      const auto reason = each.with.find("reason");
      if (reason != each.with.end()) one["text"] = words.describe_skipped(reason->second);
    }
    auto findings = nlohmann::json::array();
    for (const finding& found : each.findings) {
      const sentences said = words.describe(found);
      findings.push_back({{"id", doctor::name_of(found.what)},
                          {"facts", found.with},
                          {"seen", said.seen},
                          {"means", said.means},
                          {"do", said.remedy},
                          {"lines", lines_of(found.what, what.proxy, words)}});
    }
    if (!findings.empty()) one["findings"] = std::move(findings);
    hops.push_back(std::move(one));
  }
  nlohmann::json made{{"url", what.url},
                      {"proxy", doctor::name_of(what.proxy)},
                      {"status", what.failure() == nullptr ? "ok" : "failed"},
                      {"exit_code", what.exit_code()},
                      {"hops", std::move(hops)}};
  if (!what.node.empty()) made["node"] = what.node;
  if (const step* failed = what.failure()) {
    made["failed_hop"] = doctor::name_of(failed->where);
    if (!failed->findings.empty()) made["finding"] = doctor::name_of(failed->findings.front().what);
  }
  // What peers said is printable; what is no UTF-8 after all is replaced.
  return made.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace glasshell::relay::doctor
