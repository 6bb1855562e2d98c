// Reading a request's JSON, and telling records as JSON.
#pragma once

#include "relay/api/request.hpp"
#include "relay/api/secret_json.hpp"
#include "relay/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::api {

/// A text of at most `most` octets without control characters; nothing if it is none, or absent.
std::optional<std::string> text_in(const secret_json& body, const char* key, std::size_t most);
/// The same, for what must not stay in memory, and may have any octets.
std::optional<secret_bytes> secret_in(const secret_json& body, const char* key, std::size_t most);
std::optional<bool> flag_in(const secret_json& body, const char* key);
/// At most `most` texts of at most 64 octets.
std::optional<std::vector<std::string>> texts_in(const secret_json& body, const char* key, std::size_t most);
/// Decimal digits of a number above 0.
std::optional<std::int64_t> number_of(std::string_view text);
/// Whether the body has this key.
bool has(const secret_json& body, const char* key);

/// ISO 8601, in UTC: "2026-11-30T13:08:54.123Z".
std::string text_of(store::wall_time at);
nlohmann::json as_json(const store::user& who);
nlohmann::json as_json(const store::web_session& session);
nlohmann::json as_json(const store::access_rule& rule);

/// What the store's error becomes.
answer refusal_of(const error_code& error);

}  // namespace glasshell::relay::api
