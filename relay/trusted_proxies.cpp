#include "relay/trusted_proxies.hpp"

#include "relay/content_encoding.hpp"

#include <algorithm>
#include <charconv>

namespace glasshell::relay {

namespace {

namespace ip = boost::asio::ip;

// Longer chains of proxies than this are somebody's joke.
constexpr int most_hops = 32;

constexpr unsigned ipv4_prefix_bits = 96;

std::array<std::uint8_t, 16> as_ipv6(const ip::address& address) {
  const auto v6 = address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
  return v6.to_bytes();
}

/// As a limit counts them, IPv4 is IPv4 however it is written.
ip::address normalised(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<ip::address> parse_address(std::string_view text) {
  constexpr std::size_t longest_address = 64;
  if (text.size() > longest_address) return std::nullopt;
  boost::system::error_code error;
  const auto made = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  return normalised(made);
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711".
std::optional<ip::address> parse_hop(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view behind = text.substr(end + 1);
    if (!behind.empty() && !behind.starts_with(':')) return std::nullopt;
    return parse_address(text.substr(1, end - 1));
  }
  if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
  return parse_address(text);
}

/// The last element of a list, taken off it. Commas in quotes part nothing.
std::string_view take_last(std::string_view& list) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '"') quoted = !quoted;
    if (quoted && list[i] == '\\') ++i;
    if (i < list.size() && list[i] == ',' && !quoted) begin = i + 1;
  }
  const std::string_view last = list.substr(begin);
  list = list.substr(0, begin == 0 ? 0 : begin - 1);
  return trimmed(last);
}

/// The value of "for" in one element of Forwarded: for=192.0.2.1;proto=https;by="[2001:db8::1]"
std::string_view for_of(std::string_view element) {
  constexpr std::string_view name = "for";
  while (!element.empty()) {
    const auto end = std::min(element.find(';'), element.size());
    const std::string_view pair = trimmed(element.substr(0, end));
    element.remove_prefix(std::min(end + 1, element.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || !same_word(pair.substr(0, equals), name)) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

}  // namespace

std::string_view name_of(forwarding_header header) noexcept {
  switch (header) {
    case forwarding_header::none:
      return "";
    case forwarding_header::x_forwarded_for:
      return "X-Forwarded-For";
    case forwarding_header::forwarded:
      return "Forwarded";
  }
  return "";
}

std::optional<network> network::parse(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most_bits = address->is_v4() ? 32 : 128;
  unsigned bits = most_bits;
  if (slash != text.size()) {
    const std::string_view length = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc{} || end != length.data() + length.size() || bits > most_bits) return std::nullopt;
  }
  network made;
  made.prefix_ = as_ipv6(*address);
  made.bits_ = address->is_v4() ? ipv4_prefix_bits + bits : bits;
  return made;
}

bool network::contains(const ip::address& address) const {
  const auto octets = as_ipv6(address);
  const auto whole = static_cast<std::ptrdiff_t>(bits_ / 8);
  if (!std::equal(octets.begin(), octets.begin() + whole, prefix_.begin())) return false;
  const unsigned left = bits_ % 8;
  if (left == 0) return true;
  const auto at = static_cast<std::size_t>(whole);
  const unsigned mask = 0xffU << (8 - left);
  return ((static_cast<unsigned>(octets[at]) ^ static_cast<unsigned>(prefix_[at])) & mask & 0xffU) == 0;
}

std::optional<trusted_proxies> trusted_proxies::parse(const std::vector<std::string>& texts) {
  trusted_proxies made;
  for (const std::string& text : texts) {
    if (text == "unix") {
      made.unix_ = true;
      continue;
    }
    const auto parsed = network::parse(text);
    if (!parsed) return std::nullopt;
    made.networks_.push_back(*parsed);
  }
  return made;
}

bool trusted_proxies::trusts(const ip::address& address) const {
  return std::ranges::any_of(networks_, [&](const network& each) { return each.contains(address); });
}

ip::address trusted_proxies::client_of(forwarding_header header, std::string_view value,
                                       const ip::address& from) const {
  ip::address last = from;
  if (header == forwarding_header::none) return last;
  for (int hop = 0; hop < most_hops && !value.empty(); ++hop) {
    const std::string_view element = take_last(value);
    const auto address = parse_hop(header == forwarding_header::forwarded ? for_of(element) : element);
    if (!address) return last;
    last = *address;
    if (!trusts(last)) return last;
  }
  return last;
}

}  // namespace glasshell::relay
