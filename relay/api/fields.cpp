#include "relay/api/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace glasshell::relay::api {

namespace {

constexpr std::size_t longest_element = 64;

const secret_string* string_at(const secret_json& body, const char* key) {
  const auto found = body.find(key);
  return found == body.end() ? nullptr : found->get_ptr<const secret_string*>();
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::optional<std::string> printable(const secret_string* text, std::size_t most) {
  if (text == nullptr || text->size() > most || has_control(*text)) return std::nullopt;
  return std::string(*text);
}

}  // namespace

bool has(const secret_json& body, const char* key) { return body.contains(key); }

std::optional<std::string> text_in(const secret_json& body, const char* key, std::size_t most) {
  return printable(string_at(body, key), most);
}

std::optional<secret_bytes> secret_in(const secret_json& body, const char* key, std::size_t most) {
  const secret_string* text = string_at(body, key);
  if (text == nullptr || text->size() > most) return std::nullopt;
  return secret_bytes(std::string_view(*text));
}

std::optional<bool> flag_in(const secret_json& body, const char* key) {
  const auto found = body.find(key);
  if (found == body.end() || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

std::optional<std::vector<std::string>> texts_in(const secret_json& body, const char* key, std::size_t most) {
  const auto found = body.find(key);
  if (found == body.end() || !found->is_array() || found->size() > most) return std::nullopt;
  std::vector<std::string> all;
  for (const secret_json& each : *found) {
    auto text = printable(each.get_ptr<const secret_string*>(), longest_element);
    if (!text || text->empty()) return std::nullopt;
    all.push_back(*std::move(text));
  }
  return all;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stopped != end || number <= 0) return std::nullopt;
  return number;
}

std::string text_of(store::wall_time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::array<char, 40> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02lld:%02lld:%02lld.%03lldZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<long long>(time.hours().count()), static_cast<long long>(time.minutes().count()),
      static_cast<long long>(time.seconds().count()), static_cast<long long>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

nlohmann::json as_json(const store::user& who) {
  return {{"name", who.name},
          {"display_name", who.display_name.empty() ? who.name : who.display_name},
          {"role", name_of(who.role)},
          {"groups", who.groups},
          {"disabled", who.disabled},
          {"password_must_change", who.must_change_password},
          {"created_at", text_of(who.created_at)},
          {"signed_in_at", who.signed_in_at ? nlohmann::json(text_of(*who.signed_in_at)) : nlohmann::json()}};
}

nlohmann::json as_json(const store::web_session& session) {
  return {{"id", static_cast<std::int64_t>(session.id)},
          {"created_at", text_of(session.created_at)},
          {"seen_at", text_of(session.seen_at)},
          {"expires_at", text_of(session.expires_at)},
          {"address", session.address},
          {"user_agent", session.user_agent}};
}

nlohmann::json as_json(const store::access_rule& rule) {
  return {{"id", static_cast<std::int64_t>(rule.id)},
          {"kind", name_of(rule.kind)},
          {"subject", rule.subject},
          {"label", rule.label}};
}

answer refusal_of(const error_code& error) {
  if (error.category() == store::category()) {
    switch (static_cast<store::errc>(error.value())) {
      case store::errc::not_found:
        return refusal(404, "not_found", "There is nothing of this name.");
      case store::errc::name_taken:
        return refusal(409, "name_taken", "This is there already; choose another name.");
      case store::errc::last_admin:
        return refusal(409, "last_admin", "This is the last admin who may sign in. Make another one first.");
      case store::errc::unavailable:
      case store::errc::no_store:
      case store::errc::newer_version:
      case store::errc::cannot_be_made:
        break;
    }
  }
  return refusal(503, "store_unavailable",
                 "The relay cannot use its store now. Its operator finds the reason in the log.");
}

}  // namespace glasshell::relay::api
