// What counts as one address where things are limited per address.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

namespace glasshell::relay {

/// An IPv4 address, or the first 64 bits of an IPv6 address: whoever has one address of such a net has them all.
struct address_key {
  std::array<std::uint8_t, 9> octets{};

  static address_key of(const boost::asio::ip::address& address) {
    address_key key;
    if (address.is_v4() || address.to_v6().is_v4_mapped()) {
      const auto v4 = address.is_v4() ? address.to_v4()
                                      : boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
      key.octets[0] = 4;
      std::ranges::copy(v4.to_bytes(), key.octets.begin() + 1);
    } else {
      const auto all = address.to_v6().to_bytes();
      key.octets[0] = 6;
      std::copy_n(all.begin(), 8, key.octets.begin() + 1);
    }
    return key;
  }

  friend bool operator==(const address_key&, const address_key&) = default;
};

struct address_key_hash {
  std::size_t operator()(const address_key& key) const noexcept {
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(key.octets.data()), key.octets.size()});
  }
};

}  // namespace glasshell::relay
