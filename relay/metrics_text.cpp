#include "relay/metrics_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace glasshell::relay {

namespace {

std::string to_seconds(duration value) {
  std::array<char, 48> text{};
  const int size = std::snprintf(  // NOLINT(cppcoreguidelines-pro-type-vararg): std::to_string has too few digits
      text.data(), text.size(), "%.9g", std::chrono::duration<double>(value).count());
  return {text.data(), static_cast<std::size_t>(size)};
}

/// A label's value: what would end it, or the line, is escaped.
std::string escaped(std::string_view value) {
  std::string made;
  for (const char c : value) {
    if (c == '\\' || c == '"') made += '\\';
    if (c == '\n') {
      made += "\\n";
    } else {
      made += c;
    }
  }
  return made;
}

class exposition {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ");
    text_.append(type).append("\n");
  }
  void sample(std::string_view name, std::string_view labels, const std::string& value) {
    text_.append(name);
    if (!labels.empty()) text_.append("{").append(labels).append("}");
    text_.append(" ").append(value).append("\n");
  }
  void number(std::string_view name, std::string_view labels, std::uint64_t value) {
    sample(name, labels, std::to_string(value));
  }
  static std::string label(std::string_view name, std::string_view value) {
    return std::string(name).append("=\"").append(escaped(value)).append("\"");
  }

  /// The same histogram of all workers.
  void sum(std::string_view name, const std::vector<const worker_metrics*>& workers, histogram worker_metrics::*which) {
    if (workers.empty()) return;
    const std::string bucket_name = std::string(name) + "_bucket";
    const auto bounds = (workers.front()->*which).bounds();
    std::uint64_t count = 0;
    duration total{0};
    for (const worker_metrics* each : workers) total += (each->*which).sum();
    for (std::size_t bucket = 0; bucket <= bounds.size(); ++bucket) {
      for (const worker_metrics* each : workers) count += (each->*which).count_in(bucket);
      const std::string bound = bucket < bounds.size() ? to_seconds(bounds[bucket]) : "+Inf";
      number(bucket_name, label("le", bound), count);
    }
    sample(std::string(name) + "_sum", "", to_seconds(total));
    number(std::string(name) + "_count", "", count);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::uint64_t sum_of(const metrics_snapshot& of, counter worker_metrics::*which) {
  std::uint64_t total = 0;
  for (const worker_metrics* each : of.workers) total += (each->*which).value();
  return total;
}

/// A number that workers raise and lower apart from each other: between two of them, for a moment, it may seem negative.
std::uint64_t level_of(const metrics_snapshot& of, counter worker_metrics::*which) {
  const auto total = static_cast<std::int64_t>(sum_of(of, which));
  return static_cast<std::uint64_t>(std::max<std::int64_t>(total, 0));
}

}  // namespace

std::string to_metrics_text(const metrics_snapshot& of) {
  exposition text;
  text.begin("glasshell_build_info", "gauge", "What runs: its version, and the hash of the page that it serves.");
  text.number("glasshell_build_info",
              exposition::label("version", of.version) + "," + exposition::label("page", of.page), 1);
  text.begin("glasshell_draining", "gauge", "1 while the relay comes to its end.");
  text.number("glasshell_draining", "", of.draining ? 1 : 0);
  text.begin("glasshell_connections", "gauge", "TCP connections from browsers, of any kind.");
  text.number("glasshell_connections", "", of.connections);
  text.begin("glasshell_links", "gauge", "Sockets that carry a session, or are about to.");
  text.number("glasshell_links", "", of.links);
  text.begin("glasshell_sessions", "gauge", "Sessions with a socket, and sessions that wait for one.");
  text.number("glasshell_sessions", exposition::label("state", "attached"),
              of.sessions - std::min(of.sessions, of.detached_sessions));
  text.number("glasshell_sessions", exposition::label("state", "detached"), of.detached_sessions);
  text.begin("glasshell_bytes_total", "counter", "Octets of SSH carried.");
  text.number("glasshell_bytes_total", exposition::label("direction", "to_client"),
              sum_of(of, &worker_metrics::bytes_to_client));
  text.number("glasshell_bytes_total", exposition::label("direction", "to_node"),
              sum_of(of, &worker_metrics::bytes_to_node));
  text.begin("glasshell_resumptions_total", "counter", "Sessions that went on over another socket.");
  text.number("glasshell_resumptions_total", "", sum_of(of, &worker_metrics::resumptions));
  text.begin("glasshell_refusals_total", "counter",
             "Links and claims that were refused, and connections beyond a limit.");
  for (const auto& [reason, count] : of.refusals) {
    text.number("glasshell_refusals_total", exposition::label("reason", reason), count);
  }
  text.begin("glasshell_queue_bytes", "gauge",
             "Octets that sessions hold for a browser or a node that has not taken them yet.");
  text.number("glasshell_queue_bytes", "", level_of(of, &worker_metrics::queue_bytes));
  text.begin("glasshell_handshake_seconds", "histogram",
             "From a browser's request for a link until its session is there: the WebSocket, hello and dialling.");
  text.sum("glasshell_handshake_seconds", of.workers, &worker_metrics::handshake);
  text.begin("glasshell_echo_seconds", "histogram",
             "From a few octets for a node, as of a key, until its next octets: a sample a second of each session.");
  text.sum("glasshell_echo_seconds", of.workers, &worker_metrics::echo);
  return text.take();
}

}  // namespace glasshell::relay
