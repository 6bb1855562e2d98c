#include "relay/api/fields.hpp"
#include "relay/api/handlers/handlers.hpp"

namespace glasshell::relay::api {

namespace {

constexpr std::size_t longest_label = 64;

std::optional<store::access_rule> rule_in(const secret_json& body) {
  const auto kind = store::subject_kind_of(text_in(body, "kind", longest_label).value_or(""));
  auto subject = text_in(body, "subject", longest_label).value_or("");
  auto label = text_in(body, "label", longest_label).value_or("");
  if (!kind || label.empty() || (*kind == store::subject_kind::everyone) != subject.empty()) return std::nullopt;
  return store::access_rule{.id = {}, .kind = *kind, .subject = std::move(subject), .label = std::move(label)};
}

}  // namespace

answer list_rules(call& made) {
  const auto all = made.with.database.rules();
  if (!all) return refusal_of(all.error());
  auto told = nlohmann::json::array();
  for (const store::access_rule& each : *all) told.push_back(as_json(each));
  return {.status = 200, .body = {{"rules", std::move(told)}}, .word = {}};
}

answer add_rule(call& made) {
  auto rule = rule_in(made.body);
  if (!rule) {
    return refusal(400, "malformed",
                   "A rule has a kind (everyone, group or user), a subject (a name; empty for everyone) and a label of "
                   "nodes (\"*\" for all).");
  }
  const auto id = made.with.database.add_rule(*rule);
  if (!id) return refusal_of(id.error());
  rule->id = *id;
  return {.status = 201, .body = as_json(*rule), .word = {}};
}

answer remove_rule(call& made) {
  const auto id = number_of(made.parameters.at(0));
  if (!id) return refusal(404, "not_found", "There is nothing of this name.");
  const auto removed = made.with.database.remove_rule(store::rule_id(*id));
  if (!removed) return refusal_of(removed.error());
  made.with.rights_changed();
  return {.status = 204, .body = {}, .word = {}};
}

}  // namespace glasshell::relay::api
