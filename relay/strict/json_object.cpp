#include "relay/strict/json_object.hpp"

#include <set>
#include <vector>

namespace glasshell::relay::strict {

namespace {

using nlohmann::json;

constexpr int deepest = 8;

}  // namespace

std::optional<json> json_object(std::string_view text) {
  std::vector<std::set<std::string>> names;  // of each object that is open
  bool in_order = true;
  const auto look = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (depth > deepest) in_order = false;
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key) in_order &= names.back().insert(parsed.get<std::string>()).second;
    return true;
  };
  json object = json::parse(text.begin(), text.end(), look, false);
  if (!in_order || !object.is_object()) return std::nullopt;
  return object;
}

const std::string* text_member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

}  // namespace glasshell::relay::strict
