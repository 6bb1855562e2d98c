// Any header of any proxy: an address comes out, and what stands left of the client's changes nothing.
#include "relay/trusted_proxies.hpp"

#include "require.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace glasshell::relay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const trusted_proxies proxies = *trusted_proxies::parse({"127.0.0.1", "10.0.0.0/8", "2001:db8::/32"});
  const auto from = boost::asio::ip::make_address("127.0.0.1");
  const std::string value(reinterpret_cast<const char*>(data), size);
  for (const auto header : {forwarding_header::x_forwarded_for, forwarding_header::forwarded}) {
    const auto client = proxies.client_of(header, value, from);
    if (value.find('"') != std::string::npos || proxies.trusts(client)) continue;
    glasshell::fuzz::require(proxies.client_of(header, "for=192.0.2.1," + value, from) == client,
                             "what a client wrote is not believed");
  }
  return 0;
}
