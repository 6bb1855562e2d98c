#include "relay/http_session.hpp"

#include "relay/arrival.hpp"
#include "relay/deadline.hpp"
#include "relay/deep_test.hpp"
#include "relay/operator_answers.hpp"
#include "relay/upgrade_request.hpp"
#include "relay/websocket_self_test.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

namespace http = boost::beast::http;
using http::field;

// What a peer may still send after its last answer, so that the answer is not lost to a reset.
constexpr std::size_t most_discarded_bytes = std::size_t{256} * 1024;
constexpr std::chrono::seconds longest_discarding{2};
constexpr int most_self_tests = 4;

using request_parser = http::request_parser<http::empty_body>;
using request = http::request<http::empty_body>;

std::optional<std::string_view> value_of(const request& message, field name) {
  const auto found = message.find(name);
  if (found == message.end()) return std::nullopt;
  return std::string_view(found->value().data(), found->value().size());
}

std::string_view as_std(boost::beast::string_view text) { return {text.data(), text.size()}; }

request_head head_of(const request& message) {
  request_head head;
  head.method = as_std(message.method_string());
  head.target = as_std(message.target());
  head.http_minor = message.version() == 11 ? 1 : 0;
  head.host = value_of(message, field::host);
  head.origin = value_of(message, field::origin);
  head.accept_encoding = value_of(message, field::accept_encoding);
  head.if_none_match = value_of(message, field::if_none_match);
  head.connection = value_of(message, field::connection);
  head.upgrade = value_of(message, field::upgrade);
  head.websocket_key = value_of(message, field::sec_websocket_key);
  head.websocket_version = value_of(message, field::sec_websocket_version);
  head.websocket_protocol = value_of(message, field::sec_websocket_protocol);
  return head;
}

/// Two of these would let a proxy and the relay disagree about which one counts.
bool repeats_a_decisive_field(const request& message) {
  constexpr std::array decisive{field::host, field::origin, field::sec_websocket_key, field::sec_websocket_version};
  return std::ranges::any_of(decisive, [&](field name) { return message.count(name) > 1; });
}

std::unique_ptr<upgrade_request> make_link(request_parser& parser, const upgrade_to_link& wanted,
                                           const asio::ip::address& address, std::uint64_t attempt, log_level level) {
  auto made = std::make_unique<upgrade_request>();
  made->node = wanted.node;
  made->who = wanted.who;
  made->routing_word = wanted.routing_word;
  made->address = address;
  made->attempt = attempt;
  made->level = level;
  made->message = parser.release();
  return made;
}

/// One more, as long as it lives.
class counted {
 public:
  explicit counted(std::atomic<int>& in) : in_(in), before_(in.fetch_add(1)) {}
  ~counted() { --in_; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  [[nodiscard]] int before() const noexcept { return before_; }

 private:
  std::atomic<int>& in_;
  int before_;
};

class http_session : public tenant {
 public:
  http_session(const service& common, worker& home, client_stream& stream, const peer& from)
      : tenant(home), common_(common), stream_(stream), from_(from), deadline_(stream.socket()) {}

  awaitable<std::unique_ptr<upgrade_request>> run();

  void drain() override {
    ending_ = true;
    if (between_requests_) abort();
  }
  void abort() override {
    ending_ = true;
    stream_.hang_up();
  }

 private:
  struct progress {
    bool go_on = false;
    std::unique_ptr<upgrade_request> link;
  };

  awaitable<progress> serve_one();
  awaitable<progress> answer(request_parser& parser);
  awaitable<progress> answer_browser(request_parser& parser, const request_head& head);
  awaitable<progress> answer_operator(request_parser& parser, const request_head& head);
  awaitable<std::optional<std::string>> read_body(request_parser& parser);
  awaitable<bool> finish(reply what, const request_head& to, bool keep_alive);
  awaitable<bool> send(reply what, const request_head& to, after_reply then);
  awaitable<void> send_last(reply what);
  awaitable<void> discard_input();
  awaitable<reply> self_test();
  awaitable<reply> deep_test(std::string node);
  [[nodiscard]] bool belongs_elsewhere(const upgrade_to_link& wanted) const;
  [[nodiscard]] std::optional<reply> refuse_by_limits() const;
  [[nodiscard]] asio::ip::address client_address(const request& message) const;

  const service& common_;
  client_stream& stream_;
  const peer& from_;
  deadline deadline_;
  boost::beast::flat_buffer buffer_;
  asio::ip::address address_ = from_.address;  ///< of who makes the present request, perhaps behind a proxy
  bool first_request_ = true;
  bool between_requests_ = true;
  bool ending_ = false;
};

awaitable<std::unique_ptr<upgrade_request>> http_session::run() {
  ending_ = home().draining();  // it began too late to be told
  // The parser's own limit is what counts; this one stops what is no header at all.
  buffer_.max_size(common_.settings.limits.header_bytes + 1024);
  progress last{.go_on = true, .link = nullptr};
  while (last.go_on && !ending_) {
    last = co_await serve_one();
    first_request_ = false;
  }
  co_return std::move(last.link);
}

awaitable<http_session::progress> http_session::serve_one() {
  const limits& bounds = common_.settings.limits;
  request_parser parser;
  parser.header_limit(bounds.header_bytes);
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // a body of any length is refused unread
  between_requests_ = true;
  deadline_.arm(first_request_ ? bounds.header_timeout : bounds.keep_alive_timeout);
  const auto [error, size] = co_await http::async_read_header(stream_, buffer_, parser, as_values);
  between_requests_ = false;
  if (!error) co_return co_await answer(parser);

  if (deadline_.passed()) {
    if (parser.got_some())
      co_await send_last(text_reply(408, "header_timeout", "The request took too long to arrive."));
  } else if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    co_await send_last(text_reply(431, "header_too_large", "The request's header is larger than this relay reads."));
  } else if (error.category() == http::make_error_code(http::error::bad_target).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    co_await send_last(text_reply(400, "malformed_request", "The request is not proper HTTP/1.1."));
  }
  co_return progress{};
}

awaitable<http_session::progress> http_session::answer(request_parser& parser) {
  const request_head head = head_of(parser.get());
  address_ = client_address(parser.get());
  const bool may_have_body = from_.door == audience::operators && head.method == "PUT";
  if (!parser.is_done() && !may_have_body) {
    co_await send_last(text_reply(413, "body", "No request to this relay has a body."));
    co_return progress{};
  }
  if (!head.target.starts_with('/') || repeats_a_decisive_field(parser.get())) {
    co_await send_last(text_reply(400, "malformed_request", "The request is not proper HTTP/1.1."));
    co_return progress{};
  }
  if (auto refused = refuse_by_limits()) {
    allow_reading(*refused, head, common_.content);
    co_await send_last(*std::move(refused));
    co_return progress{};
  }
  switch (from_.door) {
    case audience::browsers:
      co_return co_await answer_browser(parser, head);
    case audience::operators:
      co_return co_await answer_operator(parser, head);
  }
  co_return progress{};
}

awaitable<http_session::progress> http_session::answer_browser(request_parser& parser, const request_head& head) {
  const bool is_attempt = head.target.starts_with("/ws/");
  const std::uint64_t attempt = is_attempt ? ++common_.last_attempt : 0;
  // Who claims sessions in vain too often writes no three lines for each.
  const bool is_noise = is_attempt && common_.claims_in_vain.beyond_limit(address_key::of(address_), link_now());
  const log_level level = is_noise ? log_level::debug : log_level::info;
  if (is_attempt) {
    common_.logger.write(level, "link_attempt",
                         {{"link", attempt},
                          {"address", address_.to_string()},
                          {"path", path_of(head.target)},
                          {"origin", head.origin.value_or("")}});
  }
  route found = find_route(head, common_.content);
  // Kept on the listeners' worker: the others come to their end.
  if (common_.draining && !std::holds_alternative<tell_readiness>(found) && path_of(head.target) != "/healthz") {
    found = readiness_reply(readiness::draining);
  }
  const auto* wanted = std::get_if<upgrade_to_link>(&found);
  if (wanted != nullptr && belongs_elsewhere(*wanted)) {
    found = readiness_reply(readiness::draining);
    wanted = nullptr;
  }
  if (wanted != nullptr) {
    if (buffer_.size() == 0)
      co_return progress{.go_on = false, .link = make_link(parser, *wanted, address_, attempt, level)};
    found = text_reply(400, "data_before_upgrade", "Octets came before the WebSocket was open.");
  }
  if (std::holds_alternative<run_self_test>(found)) found = co_await self_test();
  if (std::holds_alternative<tell_readiness>(found)) found = readiness_reply(readiness_of(common_));

  reply what = std::get<reply>(std::move(found));
  if (is_attempt) {
    common_.logger.write(level, "link_refused", {{"link", attempt}, {"status", what.status}, {"reason", what.word}});
    common_.refusals.count(what.word);
  }
  const bool keep = co_await finish(std::move(what), head, parser.get().keep_alive());
  co_return progress{.go_on = keep, .link = nullptr};
}

/// @return whether another request may follow
awaitable<bool> http_session::finish(reply what, const request_head& to, bool keep_alive) {
  common_.logger.debug("http", {{"address", address_.to_string()},
                                {"method", to.method},
                                {"path", path_of(to.target)},
                                {"status", what.status}});
  const bool keep = keep_alive && !ending_ && !home().draining() && !common_.draining;
  const bool sent = co_await send(std::move(what), to, keep ? after_reply::keep_alive : after_reply::close);
  if (sent && !keep) co_await discard_input();
  co_return sent&& keep;
}

awaitable<http_session::progress> http_session::answer_operator(request_parser& parser, const request_head& head) {
  std::string body;
  if (!parser.is_done()) {
    auto read = co_await read_body(parser);
    if (!read) {
      co_await send_last(text_reply(413, "body", "The body is longer than one word, or its length is not told."));
      co_return progress{};
    }
    body = *std::move(read);
  }
  const auto browsers = from_.is_local_socket ? reachable_by_browsers::no : reachable_by_browsers::yes;
  const operator_route found = find_operator_route(head, body, common_.settings.operators.hosts, browsers);
  reply what;
  if (std::holds_alternative<run_self_test>(found)) {
    what = co_await self_test();
  } else if (const auto* wanted = std::get_if<run_deep_test>(&found)) {
    std::string node = wanted->node;
    what = co_await deep_test(std::move(node));
  } else {
    what = carry_out(common_, found);
  }
  // What the parser did not read itself it does not know to be over.
  const bool keep = co_await finish(std::move(what), head, parser.is_done() && parser.get().keep_alive());
  co_return progress{.go_on = keep, .link = nullptr};
}

/// @return nothing if it is too long, or does not come
awaitable<std::optional<std::string>> http_session::read_body(request_parser& parser) {
  const auto length = parser.content_length();
  if (!length || *length > most_operator_body_bytes) co_return std::nullopt;
  std::string body(static_cast<std::size_t>(*length), '\0');
  const std::size_t here = asio::buffer_copy(asio::buffer(body), buffer_.data());
  buffer_.consume(here);
  deadline_.arm(common_.settings.limits.header_timeout);
  const auto [error, size] =
      co_await asio::async_read(stream_, asio::buffer(body.data() + here, body.size() - here), as_values);
  if (error) co_return std::nullopt;
  co_return body;
}

asio::ip::address http_session::client_address(const request& message) const {
  const proxy_settings& proxies = common_.settings.proxies;
  if (proxies.trusted.none() || proxies.header == forwarding_header::none || !is_trusted(common_, from_)) {
    return from_.address;
  }
  const std::string_view name = name_of(proxies.header);
  std::string value;
  const auto [begin, end] = message.equal_range(boost::beast::string_view(name.data(), name.size()));
  for (auto each = begin; each != end; ++each) {
    if (!value.empty()) value += ',';
    value.append(each->value().data(), each->value().size());
  }
  return proxies.trusted.client_of(proxies.header, value, from_.address);
}

/// A relay that lingers has no use for a session that is not here. A balancer tries the next relay for a 503, and not for a refusal
/// that comes over the WebSocket.
bool http_session::belongs_elsewhere(const upgrade_to_link& wanted) const {
  return common_.lingering && wanted.routing_word != 0 && !common_.sessions.has_routing_word(wanted.routing_word);
}

std::optional<reply> http_session::refuse_by_limits() const {
  std::optional<reply> refused;
  switch (from_.verdict) {
    case admission::verdict::admitted:
      return std::nullopt;
    case admission::verdict::full:
      refused = text_reply(503, "too_many_connections", "This relay has as many connections as its operator allows.");
      break;
    case admission::verdict::full_for_address:
      refused = text_reply(429, "too_many_connections_from_address",
                           "This relay has as many connections from your address as its operator allows.");
      break;
  }
  refused->fields.emplace_back("Retry-After", "10");
  return refused;
}

awaitable<reply> http_session::self_test() {
  const counted running(common_.self_tests);
  if (running.before() >= most_self_tests) {
    reply busy = text_reply(503, "self_test_busy", "Several self-tests are running; try again in a second.");
    busy.fields.emplace_back("Retry-After", "1");
    co_return busy;
  }
  deadline_.arm(common_.settings.limits.header_timeout + longest_self_test);
  co_return co_await test_own_websocket(common_, home());
}

awaitable<reply> http_session::deep_test(std::string node) {
  const counted running(common_.deep_tests);
  if (running.before() > 0) {
    reply busy = text_reply(503, "deep_test_busy", "A deep test is running; try again when it is over.");
    busy.fields.emplace_back("Retry-After", "10");
    co_return busy;
  }
  deadline_.arm(longest_deep_test);
  co_return co_await walk_to_own_address(common_, home(), std::move(node));
}

awaitable<bool> http_session::send(reply what, const request_head& to, after_reply then) {
  allow_reading(what, to, common_.content);
  const std::string head = serialise_head(what, to.http_minor, then);
  const std::string_view body = to.method == "HEAD" ? std::string_view() : what.body();
  const std::array<asio::const_buffer, 2> octets{asio::buffer(head), asio::buffer(body.data(), body.size())};
  deadline_.arm(common_.settings.limits.response_timeout);
  const auto [error, size] = co_await asio::async_write(stream_, octets, as_values);
  if (deadline_.passed()) {
    // The system would go on offering what it has taken to a peer that does not read.
    boost::system::error_code ignored;
    stream_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  }
  co_return !error;
}

awaitable<void> http_session::send_last(reply what) {
  common_.logger.debug("http_refused",
                       {{"address", address_.to_string()}, {"status", what.status}, {"reason", what.word}});
  // A name for each argument: g++ 12 loses its place in a coroutine that makes a temporary inside an awaited condition.
  const request_head unread;
  const bool sent = co_await send(std::move(what), unread, after_reply::close);
  if (sent) co_await discard_input();
}

awaitable<void> http_session::discard_input() {
  deadline_.arm(longest_discarding);
  co_await stream_.end_writing();
  std::array<char, 2048> scratch{};
  for (std::size_t total = 0; total < most_discarded_bytes;) {
    const auto [error, size] = co_await stream_.socket().async_read_some(asio::buffer(scratch), as_values);
    if (error) break;
    total += size;
  }
}

}  // namespace

awaitable<std::unique_ptr<upgrade_request>> serve_http(const service& common, worker& home, client_stream& stream,
                                                       const peer& from) {
  http_session session(common, home, stream, from);
  co_return co_await session.run();
}

}  // namespace glasshell::relay
