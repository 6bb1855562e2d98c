// Codes of an authenticator app that change with the time (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, which is
// what every app does whatever its key says.
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace glasshell::relay::accounts {

inline constexpr std::size_t totp_secret_bytes = 20;  // the hash's own length, RFC 4226 §4
inline constexpr std::size_t totp_digits = 6;
inline constexpr std::chrono::seconds totp_step_length{30};
/// One step before and after the present one count too: clocks differ, and typing takes a while (RFC 6238 §5.2).
inline constexpr std::uint64_t totp_steps_aside = 1;

/// Which code it is: how many steps have passed since 1970.
using totp_step = std::uint64_t;

secret_bytes new_totp_secret(const random_source& random);

/// What an app shows in a step, leading zeroes included.
secret_bytes totp_code(const secret_bytes& secret, totp_step step);

/// Compares in constant time, and as often for any code.
///
/// @param typed  six digits, among which spaces may stand
/// @param now  the wall clock's
/// @param last_used  the step that was accepted last for this secret, if any: it and those before it are over (RFC 6238
/// §5.2)
/// @return the step whose code it is: to be kept, before the sign-in counts, as `last_used`
/// @par Errors  unreadable_code, wrong_code; used_code: right, but its step is over; unreadable_secret: shorter than 128
/// bits
result<totp_step> verify_totp(const secret_bytes& secret, std::string_view typed, std::chrono::sys_seconds now,
                              std::optional<totp_step> last_used);

/// What the QR code for an app says: "otpauth://totp/issuer:account?secret=…", escaped for any name.
///
/// @param issuer  who asks for the code, UTF-8; a colon in it or in `account`, which would end the issuer, becomes a dash
/// @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
secret_bytes otpauth_uri(const secret_bytes& secret, std::string_view issuer, std::string_view account);

}  // namespace glasshell::relay::accounts
