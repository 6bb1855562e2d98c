// Which stored form of a file a browser gets, and whether it needs one at all. Pure functions over header values.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace glasshell::relay {

enum class content_encoding : std::uint8_t { brotli, gzip, identity };

/// The word in Content-Encoding; empty for identity.
std::string_view name_of(content_encoding encoding) noexcept;

/// Chooses among the stored forms by Accept-Encoding (RFC 9110 §12.5.3): the highest weight, and the smaller form of equals.
///
/// @param accept_encoding  the header's value; absent means that only identity is sure to be understood
/// @param stored  what there is, smallest first
/// @return nothing if the browser refuses all of them
std::optional<content_encoding> choose_encoding(std::optional<std::string_view> accept_encoding,
                                                const std::vector<content_encoding>& stored);

/// Whether If-None-Match (RFC 9110 §13.1.2) names this entity tag, so that 304 is the answer.
bool matches_entity_tag(std::string_view if_none_match, std::string_view entity_tag);

/// Takes one element off a comma-separated list, without the blanks around it. Empty elements are skipped; the last one is
/// followed by nothing.
std::optional<std::string_view> next_list_element(std::string_view& list);

/// Compares ASCII without regard to case.
bool same_word(std::string_view a, std::string_view b) noexcept;

}  // namespace glasshell::relay
