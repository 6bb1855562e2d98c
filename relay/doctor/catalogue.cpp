#include "relay/doctor/catalogue.hpp"

#include "relay/doctor/catalogue_text.hpp"

#include <nlohmann/json.hpp>

namespace glasshell::relay::doctor {

namespace {

/// @return an empty text if the path leads nowhere
std::string text_at(const nlohmann::json& in, std::initializer_list<std::string_view> path) {
  const nlohmann::json* at = &in;
  for (const std::string_view name : path) {
    const auto found = at->find(std::string(name));
    if (found == at->end()) return {};
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

struct catalogue::parts {
  nlohmann::json sentences;
  nlohmann::json lines;
};

language language_of(std::string_view name) {
  return name.starts_with("pt") ? language::brazilian_portuguese : language::english;
}

catalogue::catalogue(language in) : parts_(std::make_unique<parts>()) {
  parts_->sentences =
      nlohmann::json::parse(in == language::english ? catalogue_english : catalogue_brazilian_portuguese);
  parts_->lines = nlohmann::json::parse(catalogue_lines);
}

catalogue::~catalogue() = default;

sentences catalogue::describe(const finding& what) const {
  const auto part = [&](std::string_view name) {
    return fill_in(text_at(parts_->sentences, {"problems", name_of(what.what), name}), what.with);
  };
  return {part("seen"), part("means"), part("do")};
}

std::string catalogue::describe_well(hop where, const facts& with) const {
  return fill_in(text_at(parts_->sentences, {"hops", name_of(where), "well"}), with);
}

std::string catalogue::describe_skipped(std::string_view reason) const {
  return text_at(parts_->sentences, {"skipped", reason});
}

std::string catalogue::title(hop where) const { return text_at(parts_->sentences, {"hops", name_of(where), "title"}); }

std::string catalogue::label(std::string_view name, const facts& with) const {
  return fill_in(text_at(parts_->sentences, {"labels", name}), with);
}

std::string catalogue::name(proxy_kind which) const { return text_at(parts_->sentences, {"proxies", name_of(which)}); }

std::vector<std::string> catalogue::lines(problem what, proxy_kind which) const {
  const std::string snippet = text_at(parts_->lines, {"problems", name_of(what)});
  if (snippet.empty()) return {};
  const nlohmann::json& of_all = parts_->lines["snippets"][snippet];
  const auto found = of_all.find(std::string(name_of(which)));
  return found == of_all.end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

std::string fill_in(std::string_view sentence, const facts& with) {
  std::string made;
  while (!sentence.empty()) {
    const auto begin = sentence.find('{');
    const auto end = sentence.find('}', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) break;
    made += sentence.substr(0, begin);
    const auto found = with.find(sentence.substr(begin + 1, end - begin - 1));
    made += found == with.end() ? std::string("-") : found->second;
    sentence.remove_prefix(end + 1);
  }
  return made.append(sentence);
}

}  // namespace glasshell::relay::doctor
