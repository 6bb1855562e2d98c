#include "relay/accounts/readable_code.hpp"

#include "relay/accounts/errc.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace glasshell::relay::accounts {

namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr unsigned symbol_bits = 5;
constexpr std::size_t text_bytes = readable_code_symbols + readable_code_symbols / readable_code_group - 1;
// Room for a space and a dash between any two symbols; what is longer was not typed from our paper.
constexpr std::size_t most_typed_bytes = 3 * readable_code_symbols;

constexpr std::size_t position_of(std::size_t symbol) { return symbol + symbol / readable_code_group; }

/// A code of dashes only.
secret_bytes blank_code() {
  secret_bytes code = secret_bytes::with_size(text_bytes);
  for (std::uint8_t& octet : code.span()) octet = '-';
  return code;
}

std::optional<char> symbol_of(char typed) {
  if (typed >= 'A' && typed <= 'Z') typed = static_cast<char>(typed - 'A' + 'a');
  if (typed == 'i' || typed == 'l') return '1';
  if (typed == 'o') return '0';
  if (alphabet.find(typed) == std::string_view::npos) return std::nullopt;
  return typed;
}

}  // namespace

secret_bytes new_readable_code(const random_source& random) {
  // An octet for each symbol, of which five bits count: no value is likelier than another.
  secret_bytes octets = secret_bytes::with_size(readable_code_symbols);
  random(octets.span());
  secret_bytes code = blank_code();
  for (std::size_t i = 0; i < readable_code_symbols; ++i) {
    code.span()[position_of(i)] = static_cast<std::uint8_t>(alphabet[octets.view()[i] % alphabet.size()]);
  }
  static_assert(alphabet.size() == 1U << symbol_bits && readable_code_symbols * symbol_bits == readable_code_bits);
  return code;
}

result<secret_bytes> read_readable_code(std::string_view typed) {
  if (typed.size() > most_typed_bytes) return errc::unreadable_code;
  secret_bytes code = blank_code();
  std::size_t count = 0;
  for (const char letter : typed) {
    if (letter == '-' || letter == ' ') continue;
    const auto symbol = symbol_of(letter);
    if (!symbol || count == readable_code_symbols) return errc::unreadable_code;
    code.span()[position_of(count++)] = static_cast<std::uint8_t>(*symbol);
  }
  if (count != readable_code_symbols) return errc::unreadable_code;
  return code;
}

}  // namespace glasshell::relay::accounts
