// Codes on paper for who has lost the second factor: ten, each good once.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::accounts {

inline constexpr std::size_t recovery_code_count = 10;

struct recovery_codes {
  std::vector<secret_bytes> shown;  ///< once, to their owner
  /// What is kept: of each its SHA-256 in hexadecimal, which is enough for 80 bits drawn at random; empty once it is used.
  std::vector<std::string> kept;
};

recovery_codes new_recovery_codes(const random_source& random);

/// Takes a code out of what is kept, so that it works once. Compares with all of them in constant time.
///
/// @param kept  changed on success: to be stored before the sign-in counts
/// @param typed  see `read_readable_code`
/// @return which one it was
/// @par Errors  unreadable_code, wrong_code
result<std::size_t> use_recovery_code(std::span<std::string> kept, std::string_view typed);

/// How many are left.
std::size_t unused_recovery_codes(std::span<const std::string> kept) noexcept;

}  // namespace glasshell::relay::accounts
