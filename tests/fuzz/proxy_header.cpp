// Any octets in front of a connection: decided, waited for within the bound, or refused; and the same however they are split.
#include "relay/proxy_header.hpp"

#include "require.hpp"

#include <cstddef>
#include <cstdint>
#include <variant>

using namespace glasshell;
using namespace glasshell::relay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const bytes_view all(data, size);
  const auto whole = decode_proxy_header(all);
  if (const auto* header = std::get_if<proxy_header>(&whole)) {
    fuzz::require(header->size_bytes <= size && header->size_bytes <= most_proxy_header_bytes,
                  "a header lies in its octets");
  }
  for (std::size_t some = 0; some <= size && some <= most_proxy_header_bytes; ++some) {
    const auto part = decode_proxy_header(all.first(some));
    if (const auto* more = std::get_if<proxy_header_incomplete>(&part)) {
      fuzz::require(more->needed_bytes > some && more->needed_bytes <= most_proxy_header_bytes, "waiting ends");
      continue;
    }
    fuzz::require(part.index() == whole.index(), "a split decides nothing");
    if (const auto* header = std::get_if<proxy_header>(&part)) {
      fuzz::require(header->client == std::get<proxy_header>(whole).client, "a split changes no address");
    }
    break;
  }
  return 0;
}
