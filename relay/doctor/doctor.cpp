#include "relay/doctor/doctor.hpp"

#include "relay/doctor/exchange.hpp"
#include "relay/doctor/judge_page.hpp"
#include "relay/doctor/judge_path.hpp"
#include "relay/doctor/node_walk.hpp"
#include "relay/doctor/proxy.hpp"
#include "relay/doctor/websocket_walk.hpp"
#include "relay/test_subprotocol.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <utility>

namespace glasshell::relay::doctor {

namespace {

using boost::system::error_code;
using resolver = asio::ip::basic_resolver<tcp, executor>;

constexpr std::size_t most_addresses = 4;
constexpr std::size_t most_files = 40;
constexpr std::string_view as_a_browser = "br, gzip";
// Without a Host, which nginx and Apache refuse, and with a name of a field that HAProxy and Go's servers refuse.
constexpr std::string_view malformed_request = "GET / HTTP/1.1\r\nBad Field: x\r\nConnection: close\r\n\r\n";

/// A walk that is under way.
class walk {
 public:
  walk(executor on, options chosen, progress told)
      : on_(std::move(on)), chosen_(std::move(chosen)), told_(std::move(told)) {
    made_.url = chosen_.where.url();
    made_.node = chosen_.node;
    to_.where = chosen_.where;
    to_.ca_file = chosen_.ca_file;
    to_.limit = chosen_.limit;
  }

  awaitable<report> run();

 private:
  void begin(hop where);
  /// @return whether the walk goes on
  bool done(facts with, std::vector<finding> notes = {});
  bool failed(finding why);
  bool skip(hop where, std::string_view reason);
  void note_proxy(const http_answer& seen) { made_.proxy = better_known(made_.proxy, recognise_proxy(seen)); }

  awaitable<void> ask_who_passes_on();
  awaitable<bool> walk_name();
  awaitable<bool> walk_tcp();
  awaitable<bool> walk_tls();
  awaitable<bool> walk_http();
  awaitable<bool> walk_page();
  awaitable<bool> walk_upgrade();
  awaitable<bool> walk_frames();
  awaitable<bool> walk_idle();
  awaitable<bool> walk_node_hops();
  awaitable<std::string> suggested_user();
  awaitable<error_code> resolve(std::string host, std::uint16_t port);
  awaitable<std::optional<std::time_t>> servers_now(connection& over) const;

  executor on_;
  options chosen_;
  progress told_;
  report made_;
  route_to to_;
  std::vector<tcp::endpoint> addresses_;
  std::chrono::microseconds tcp_time_{0};
  bool http2_only_ = false;
  std::unique_ptr<websocket> socket_;
  clock::time_point began_;
  hop now_ = hop::name;
};

void walk::begin(hop where) {
  now_ = where;
  began_ = clock::now();
  if (told_.begun) told_.begun(where);
}

bool walk::done(facts with, std::vector<finding> notes) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began_);
  made_.steps.push_back({now_, step::outcome::well, std::move(with), std::move(notes), took});
  if (told_.done) told_.done(made_.steps.back(), made_.proxy);
  return true;
}

bool walk::failed(finding why) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - began_);
  // What one exchange brings to light may belong to a hop before it or behind it.
  const hop where = hop_of(why.what);
  made_.steps.push_back({where, step::outcome::failed, {}, {std::move(why)}, took});
  if (told_.done) told_.done(made_.steps.back(), made_.proxy);
  return false;
}

bool walk::skip(hop where, std::string_view reason) {
  made_.steps.push_back(
      {where, step::outcome::skipped, {{"reason", std::string(reason)}}, {}, std::chrono::milliseconds(0)});
  if (told_.done) told_.done(made_.steps.back(), made_.proxy);
  return true;
}

awaitable<report> walk::run() {
  using part = awaitable<bool> (walk::*)();
  static constexpr std::array<part, 9> parts{&walk::walk_name,   &walk::walk_tcp,  &walk::walk_tls,
                                             &walk::walk_http,   &walk::walk_page, &walk::walk_upgrade,
                                             &walk::walk_frames, &walk::walk_idle, &walk::walk_node_hops};
  for (const part each : parts) {
    const bool goes_on = co_await (this->*each)();
    if (!goes_on) break;
  }
  co_return std::move(made_);
}

awaitable<error_code> walk::resolve(std::string host, std::uint16_t port) {
  error_code not_numeric;
  const auto address = asio::ip::make_address(host, not_numeric);
  if (!not_numeric) {
    addresses_.emplace_back(address, port);
    co_return error_code();
  }
  // A lookup cannot be interrupted: it outlives the walk if it must.
  struct lookup {
    explicit lookup(const executor& on) : resolving(on), waiting(on) {}
    resolver resolving;
    steady_timer waiting;
    error_code error = asio::error::timed_out;
    std::vector<tcp::endpoint> found;
  };
  const auto shared = std::make_shared<lookup>(on_);
  shared->waiting.expires_after(to_.limit);
  shared->resolving.async_resolve(host, std::to_string(port), resolver::numeric_service,
                                  [shared](error_code error, const resolver::results_type& found) {
                                    shared->error = error;
                                    for (const auto& each : found) {
                                      if (shared->found.size() < most_addresses)
                                        shared->found.push_back(each.endpoint());
                                    }
                                    shared->waiting.cancel();
                                  });
  co_await shared->waiting.async_wait(as_values);
  addresses_ = shared->found;
  co_return addresses_.empty() ? (shared->error ? shared->error : error_code(asio::error::host_not_found))
                               : error_code();
}

awaitable<bool> walk::walk_name() {
  begin(hop::name);
  const target& where = chosen_.where;
  std::string host = where.host;
  if (chosen_.resolve && chosen_.resolve->host == where.host && chosen_.resolve->port == where.port) {
    host = chosen_.resolve->address;
  }
  const auto error = co_await resolve(std::move(host), where.port);
  if (auto failure = judge_name(where, error)) co_return failed(*std::move(failure));
  std::string list;
  for (const tcp::endpoint& each : addresses_) list += (list.empty() ? "" : ", ") + each.address().to_string();
  co_return done({{"host", where.host}, {"addresses", list}});
}

awaitable<bool> walk::walk_tcp() {
  begin(hop::tcp);
  error_code last = asio::error::host_not_found;
  std::string tried;
  for (const tcp::endpoint& each : addresses_) {
    connection over(on_);
    last = co_await over.connect(each, to_.limit);
    tried = (each.address().is_v6() ? "[" + each.address().to_string() + "]" : each.address().to_string()) + ":" +
            std::to_string(each.port());
    if (last) continue;
    to_.address = each;
    tcp_time_ = over.connect_time();
    break;
  }
  if (auto failure = judge_tcp(tried, last)) co_return failed(*std::move(failure));
  co_return done({{"address", tried}, {"time", milliseconds_text(tcp_time_)}});
}

awaitable<std::optional<std::time_t>> walk::servers_now(connection& over) const {
  bytes rest;
  std::string request = make_get(to_.where, "healthz", "identity");
  const http_answer answer = co_await exchange(over, std::move(request), to_.limit, rest);
  co_return parse_http_date(answer.field("Date"));
}

awaitable<bool> walk::walk_tls() {
  if (!chosen_.where.tls) co_return skip(hop::tls, "plain");
  begin(hop::tls);
  connection over(on_);
  tls_evidence seen;
  seen.now = std::time(nullptr);
  const auto error = co_await over.connect(to_.address, to_.limit);
  auto outcome = connection::outcome::closed;
  const tls_options only_http1{to_.where.host, to_.ca_file, {"http/1.1"}};
  if (!error) outcome = co_await over.shake_hands(only_http1, to_.limit);
  const tls_client* tls = over.tls();
  if (tls != nullptr && tls->no_application_protocol()) {
    http2_only_ = true;
    co_return done({{"version", "TLS"}, {"subject", "-"}, {"until", "-"}});
  }
  using handshake = tls_evidence::handshake;
  if (tls != nullptr) {
    seen.error = tls->error();
    seen.certificate = tls->certificate();
    seen.how = tls->current() == tls_client::state::failed ? handshake::failed
               : tls->current() == tls_client::state::open ? handshake::done
               : outcome == connection::outcome::timed_out ? handshake::timed_out
                                                           : handshake::closed;
  }
  seen.first_octets.assign(over.first_octets().begin(), over.first_octets().end());
  // Nothing secret is in this request, so that an untrusted server may be asked for the time.
  if (seen.how == handshake::done && !seen.certificate.problems.empty()) seen.servers_now = co_await servers_now(over);
  tls_verdict verdict = judge_tls(to_.where, seen);
  if (verdict.failure) co_return failed(*std::move(verdict.failure));
  const facts with{{"version", tls->version()},
                   {"subject", seen.certificate.subject},
                   {"until", date_text(seen.certificate.not_after)}};
  co_return done(with, std::move(verdict.notes));
}

/// Some proxies show themselves only in answers of their own, such as to a request that is none.
awaitable<void> walk::ask_who_passes_on() {
  const http_answer answer = co_await fetch(on_, to_, std::string(malformed_request));
  note_proxy(answer);
}

awaitable<bool> walk::walk_http() {
  if (http2_only_) co_return skip(hop::http, "http2");
  begin(hop::http);
  std::string request = make_get(to_.where, "healthz", "identity");
  const http_answer answer = co_await fetch(on_, to_, std::move(request));
  note_proxy(answer);
  if (answer.how == ending::complete && made_.proxy == proxy_kind::unknown) co_await ask_who_passes_on();
  if (auto failure = judge_http(to_.where, answer)) co_return failed(*std::move(failure));
  std::vector<finding> notes;
  if (auto skew = judge_clock(std::time(nullptr), parse_http_date(answer.field("Date"))))
    notes.push_back(*std::move(skew));
  const facts with{{"url", to_.where.url()}};
  co_return done(with, std::move(notes));
}

awaitable<bool> walk::walk_page() {
  if (http2_only_) co_return skip(hop::page, "http2");
  begin(hop::page);
  std::string request = make_get(to_.where, "", "identity");
  const http_answer index = co_await fetch(on_, to_, std::move(request));
  note_proxy(index);
  if (auto failure = judge_page(to_.where, index)) {
    // Where the page is served by another server, this one has none, and that is in order.
    if (failure->what != problem::page_not_served) co_return failed(*std::move(failure));
    co_return done({{"files", "0"}}, {*std::move(failure)});
  }
  std::vector<std::string> seen = files_named_in("index.html", index.body);
  for (std::size_t i = 0; i < seen.size() && i < most_files; ++i) {
    const std::string path = seen[i];
    std::string asked = make_get(to_.where, path, as_a_browser);
    const http_answer file = co_await fetch(on_, to_, std::move(asked));
    if (auto failure = judge_file(path, file)) co_return failed(*std::move(failure));
    if (!path.ends_with(".js")) continue;
    std::string plain = make_get(to_.where, path, "identity");
    const http_answer script = co_await fetch(on_, to_, std::move(plain));
    for (std::string& named : files_named_in(path, script.body)) {
      if (std::ranges::find(seen, named) == seen.end()) seen.push_back(std::move(named));
    }
  }
  co_return done({{"files", std::to_string(seen.size())}});
}

awaitable<bool> walk::walk_upgrade() {
  begin(hop::upgrade);
  http2_evidence http2;
  if (to_.where.tls) http2 = co_await ask_http2(on_, to_);
  http2.http1_refused = http2_only_;
  if (auto failure = judge_http2(to_.where, http2)) co_return failed(*std::move(failure));
  auto opened = co_await open_websocket(on_, to_, "ws/test", test_subprotocol);
  note_proxy(opened.answer);
  if (auto failure = judge_upgrade(to_.where, opened.answer, test_subprotocol)) co_return failed(*std::move(failure));
  socket_ = std::move(opened.socket);
  const facts with{{"path", to_.where.base + "ws/test"},
                   {"http2", !http2.offered           ? "no"
                             : http2.extended_connect ? "websocket"
                                                      : "yes"}};
  co_return done(with);
}

awaitable<bool> walk::walk_frames() {
  begin(hop::frames);
  auto seen = co_await exchange_frames(*socket_, to_, tcp_time_);
  if (seen.failure) co_return failed(*std::move(seen.failure));
  co_return done({{"echo", milliseconds_text(seen.median)}, {"size", size_text(longest_test_message_bytes)}});
}

awaitable<bool> walk::walk_idle() {
  if (!chosen_.idle) {
    co_await socket_->close();
    co_return skip(hop::idle, "not_asked");
  }
  begin(hop::idle);
  const auto seen = co_await watch_silence(*socket_, to_, *chosen_.idle);
  if (auto failure = judge_idle(seen)) co_return failed(*std::move(failure));
  co_await socket_->close();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*chosen_.idle).count();
  co_return done({{"seconds", std::to_string(seconds)}});
}

awaitable<std::string> walk::suggested_user() {
  std::string request = make_get(to_.where, "api/nodes", "identity");
  const http_answer answer = co_await fetch(on_, to_, std::move(request));
  const auto parsed = nlohmann::json::parse(answer.body, nullptr, false);
  if (parsed.is_object() && parsed.contains("nodes") && parsed["nodes"].is_array()) {
    for (const auto& each : parsed["nodes"]) {
      if (!each.is_object() || each.value("name", nlohmann::json()) != chosen_.node) continue;
      const auto user = each.value("user", nlohmann::json());
      if (user.is_string() && !user.get_ref<const std::string&>().empty()) co_return user.get<std::string>();
    }
  }
  co_return "root";  // is there on every node: one that is not counts as an attack where failures are watched
}

awaitable<bool> walk::walk_node_hops() {
  skip(hop::sign_in, "no_accounts");
  if (chosen_.node.empty()) co_return skip(hop::node_known, "not_asked");
  begin(hop::node_known);
  std::string user = co_await suggested_user();
  auto seen = co_await walk_node(on_, to_, chosen_.node, user);
  seen.with["node"] = chosen_.node;
  seen.with["user"] = user;
  // One exchange shows all of these hops: those before the one that failed went well.
  const hop end = seen.failure ? hop_of(seen.failure->what) : last_hop;
  for (hop each = hop::node_known; each <= last_hop; each = static_cast<hop>(static_cast<int>(each) + 1)) {
    if (seen.failure && each >= end) break;
    now_ = each;
    done(seen.with);
  }
  if (seen.failure) co_return failed(*std::move(seen.failure));
  co_return true;
}

}  // namespace

awaitable<report> examine(executor on, options chosen, progress told) {
  walk one(on, std::move(chosen), std::move(told));
  co_return co_await one.run();
}

}  // namespace glasshell::relay::doctor
