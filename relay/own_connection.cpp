#include "relay/own_connection.hpp"

#include "relay/proxy_header.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>

namespace glasshell::relay {

own_door browsers_door(const config& settings, const socket_address& listens_at) {
  own_door door{.address = listens_at, .tls = !settings.tls.certificate.empty()};
  if (!is_unix(listens_at) && address_of(listens_at).is_unspecified()) {
    const auto loopback = address_of(listens_at).is_v4() ? asio::ip::address(asio::ip::address_v4::loopback())
                                                         : asio::ip::address(asio::ip::address_v6::loopback());
    door.address = tcp::endpoint(loopback, port_of(listens_at));
  }
  const trusted_proxies& trusted = settings.proxies.trusted;
  door.proxy_header =
      settings.proxies.proxy_protocol &&
      (is_unix(door.address) ? trusted.trusts_unix_sockets() : trusted.trusts(address_of(door.address)));
  return door;
}

awaitable<std::string> connect_to_own(client_stream& stream, const own_door& door) {
  const auto [not_connected] = co_await stream.socket().async_connect(door.address, as_values);
  if (not_connected) co_return "it cannot be reached: " + not_connected.message();
  if (door.proxy_header) {
    const std::string header = local_proxy_header();
    const auto [not_sent, sent] = co_await asio::async_write(stream, asio::buffer(header), as_values);
    if (not_sent) co_return "it hung up: " + not_sent.message();
  }
  if (!door.tls) co_return std::string();
  asio::ssl::context nobody_is_verified(asio::ssl::context::tls_client);
  stream.start_tls(nobody_is_verified);
  const auto [no_handshake] = co_await stream.tls().async_handshake(asio::ssl::stream_base::client, as_values);
  if (no_handshake) co_return "TLS failed: " + no_handshake.message();
  co_return std::string();
}

}  // namespace glasshell::relay
