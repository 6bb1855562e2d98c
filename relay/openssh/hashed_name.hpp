// A host's name that a file of known hosts does not tell, but knows again: `|1|salt|hash`, HMAC-SHA1 with the salt as its key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::relay::openssh {

struct hashed_name {
  std::array<std::uint8_t, 20> salt{};
  std::array<std::uint8_t, 20> hash{};

  /// @return nothing if the text is no such name
  static std::optional<hashed_name> parse(std::string_view text);

  [[nodiscard]] bool is_of(std::string_view name) const noexcept;
  friend bool operator==(const hashed_name&, const hashed_name&) = default;
};

}  // namespace glasshell::relay::openssh
