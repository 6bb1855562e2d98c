// Secrets that a person reads from paper and types: "7k2m-x9dq-04fz-hw3t", 80 bits in Crockford's base 32, which has no
// letters that look like digits.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <cstddef>
#include <string_view>

namespace glasshell::relay::accounts {

/// Even who has a plain hash of such a code does not find it by trying: 2^80 hashes are beyond anybody.
inline constexpr std::size_t readable_code_bits = 80;
inline constexpr std::size_t readable_code_symbols = readable_code_bits / 5;
inline constexpr std::size_t readable_code_group = 4;

secret_bytes new_readable_code(const random_source& random);

/// A code as somebody typed it, in the one form that `new_readable_code` gives.
///
/// @param typed  in either case, its symbols grouped by dashes and spaces in any way or none; I, L and O count as the digits
/// that they look like
/// @par Errors  unreadable_code
result<secret_bytes> read_readable_code(std::string_view typed);

}  // namespace glasshell::relay::accounts
