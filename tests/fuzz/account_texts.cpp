// What somebody typed, or what the store gave back, in each form that accounts have: read in one way or refused.
#include "relay/accounts/base32.hpp"
#include "relay/accounts/password.hpp"
#include "relay/accounts/readable_code.hpp"
#include "relay/accounts/recovery_codes.hpp"
#include "relay/accounts/totp.hpp"

#include "require.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace glasshell;
using namespace glasshell::relay::accounts;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text_view({data, size});

  if (const auto octets = base32_decoded(text)) {
    fuzz::require(base32_encoded(*octets).text() == text, "octets have one text");
  }
  const secret_bytes octets(bytes_view(data, size < 160 ? size : 160));
  fuzz::require(base32_decoded(base32_encoded(octets).text()).value().text() == octets.text(), "any octets come back");

  if (const auto code = read_readable_code(text)) {
    fuzz::require(read_readable_code(code->text()).value().text() == code->text(),
                  "a code's one form is read as itself");
  }
  std::array<std::string, 1> kept = {std::string(64, '0')};
  fuzz::require(use_recovery_code(kept, text).has_error(), "nothing hashes to zeroes");

  if (const auto step = verify_totp(octets, text, std::chrono::sys_seconds(std::chrono::seconds(size)), std::nullopt)) {
    fuzz::require(*step <= size / 30 + 1, "a code is of a step within the window");
  }
  if (const auto cost = cost_of(text)) {
    fuzz::require(cost->memory_kib <= most_password_cost.memory_kib && cost->passes <= most_password_cost.passes &&
                      cost->lanes <= most_password_cost.lanes,
                  "no hash costs more than the most");
  }
  return 0;
}
