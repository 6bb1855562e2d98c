#include "relay/arrival.hpp"

#include "base/bytes.hpp"
#include "relay/deadline.hpp"
#include "relay/overloaded.hpp"
#include "relay/proxy_header.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

std::string_view word_of(admission::verdict refusal) {
  return refusal == admission::verdict::full ? "too_many_connections" : "too_many_connections_from_address";
}

class arrival : public tenant {
 public:
  arrival(const service& common, worker& home, client_stream& stream, peer& from)
      : tenant(home), common_(common), stream_(stream), from_(from), deadline_(stream.socket()) {}

  awaitable<bool> run();

  void drain() override { abort(); }
  void abort() override { stream_.hang_up(); }

 private:
  awaitable<bool> read_proxy_header();
  awaitable<bool> begin_tls(std::shared_ptr<asio::ssl::context> identity);
  bool take_place_of(const proxy_header& header);
  void refuse(std::string_view event, std::string_view why) const;

  const service& common_;
  client_stream& stream_;
  peer& from_;
  std::optional<deadline> deadline_;
};

awaitable<bool> arrival::run() {
  if (home().draining()) co_return false;  // it began too late to be told
  const bool proxied = common_.settings.proxies.proxy_protocol && is_trusted(common_, from_);
  if (proxied && !co_await read_proxy_header()) co_return false;
  if (auto identity = common_.tls.present()) {
    deadline_.reset();
    co_return co_await begin_tls(std::move(identity));
  }
  co_return true;
}

/// Not one octet more than the header is read, so that what follows is HTTP's or TLS' from its first octet on.
awaitable<bool> arrival::read_proxy_header() {
  deadline_->arm(common_.settings.limits.header_timeout);
  std::array<std::uint8_t, most_proxy_header_bytes> octets{};
  std::size_t size = 0;
  std::size_t wanted = proxy_header_first_bytes;
  for (;;) {
    const auto [error, more] =
        co_await stream_.socket().async_read_some(asio::buffer(octets.data() + size, wanted - size), as_values);
    if (error) {
      if (deadline_->passed()) refuse("proxy_header_refused", "it took too long to arrive");
      co_return false;
    }
    size += more;
    const auto decoded = decode_proxy_header(bytes_view(octets.data(), size));
    if (const auto* refused = std::get_if<proxy_header_refused>(&decoded)) {
      refuse("proxy_header_refused", refused->why);
      co_return false;
    }
    if (const auto* header = std::get_if<proxy_header>(&decoded)) {
      co_return take_place_of(*header);
    }
    wanted = std::get<proxy_header_incomplete>(decoded).needed_bytes;
  }
}

bool arrival::take_place_of(const proxy_header& header) {
  if (!header.client) return true;  // the proxy's own connection
  from_.address = *header.client;
  from_.is_local_socket = false;
  if (from_.verdict != admission::verdict::admitted) return true;
  from_.ticket = {};
  return take_place(common_, from_, common_.connections.admit(from_.address));
}

awaitable<bool> arrival::begin_tls(std::shared_ptr<asio::ssl::context> identity) {
  stream_.start_tls(*identity);
  deadline limit(stream_.socket());
  limit.arm(common_.settings.limits.header_timeout);
  const auto [error] = co_await stream_.tls().async_handshake(asio::ssl::stream_base::server, as_values);
  if (!error) co_return true;
  refuse("tls_refused", limit.passed() ? "it took too long" : error.message());
  co_return false;
}

void arrival::refuse(std::string_view event, std::string_view why) const {
  common_.refusals.count(event);
  common_.logger.debug("connection_refused",
                       {{"address", from_.address.to_string()}, {"reason", event}, {"detail", why}});
}

}  // namespace

awaitable<bool> arrive(const service& common, worker& home, client_stream& stream, peer& from) {
  if (from.door == audience::operators) co_return true;
  if (!common.settings.proxies.proxy_protocol && !common.tls.present()) co_return true;
  arrival one(common, home, stream, from);
  co_return co_await one.run();
}

bool take_place(const service& common, peer& who, admission::decision decided) {
  who.verdict = decided.outcome;
  if (decided.outcome != admission::verdict::admitted) {
    common.refusals.count(word_of(decided.outcome));
    decided = common.refused.admit_in_all();
  }
  who.ticket = std::move(decided.ticket);
  return decided.outcome == admission::verdict::admitted;
}

bool is_trusted(const service& common, const peer& from) {
  const trusted_proxies& trusted = common.settings.proxies.trusted;
  return from.is_local_socket ? trusted.trusts_unix_sockets() : trusted.trusts(from.address);
}

}  // namespace glasshell::relay
