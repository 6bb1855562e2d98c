// JSON that is read in one way only: a name twice in an object is refused, since two readers would take two values for it.
#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace glasshell::relay::strict {

/// @param text  whose length the caller has bounded
/// @return an object; nothing for anything else, for a name twice in any object, and for what is nested deeper than 8
std::optional<nlohmann::json> json_object(std::string_view text);

/// A member that is a text: nothing if it is absent or of another type.
const std::string* text_member(const nlohmann::json& object, const char* name);

}  // namespace glasshell::relay::strict
