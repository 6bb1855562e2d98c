// `health`: whether the relay of this machine is well, as an exit code, for a container's HEALTHCHECK.
#include "relay/commands/command.hpp"
#include "relay/commands/local_client.hpp"

#include <CLI/App.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

namespace glasshell::relay {

namespace {

constexpr std::chrono::seconds longest_answer{5};
constexpr std::uint16_t standard_port = 8022;

struct health_options {
  std::string address;
  bool ready = false;
};

/// Where to ask, and what to call it.
struct target {
  std::string name;
  own_door door;
};

/// "http://127.0.0.1:8022", "https://127.0.0.1:8443", "127.0.0.1:8022" or "unix:/run/relay.sock".
std::optional<target> target_of(std::string_view text) {
  target made;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    made.door.tls = scheme == "https://";
  }
  if (text.ends_with('/') && !text.starts_with("unix:")) text.remove_suffix(1);
  const auto place = parse_listen_place(text, standard_port);
  const auto address = place ? address_of(*place) : std::nullopt;
  if (!address) return std::nullopt;
  made.name = place->text();
  made.door.address = *address;
  return made;
}

/// The operator's listener answers even when browsers have taken every connection.
std::optional<target> target_of(const config& settings) {
  const bool by_operators = settings.operators.listen.where != listen_place::kind::nowhere;
  const listen_place& place = by_operators ? settings.operators.listen : settings.listen;
  const auto address = address_of(place);
  if (!address) return std::nullopt;
  const config without_tls_and_proxies{};
  return target{place.text(), browsers_door(by_operators ? without_tls_and_proxies : settings, *address)};
}

int ask(const health_options& options, const config_sources& from) {
  std::optional<target> asked;
  if (!options.address.empty()) {
    if (const std::string wrong = refuse_rest(from); !wrong.empty()) return complain(wrong);
    asked = target_of(options.address);
    if (!asked) {
      return complain("\"" + options.address +
                      R"(" must be an address, as in "http://127.0.0.1:8022" or "unix:/run/relay.sock")");
    }
  } else {
    const auto settings = read_config(from);
    if (!settings) return complain(settings.error().text);
    asked = target_of(*settings);
    if (!asked)
      return complain("only systemd knows where the relay listens: name an address, as in unix:/run/relay.sock");
  }
  const auto answer = ask_relay(
      asked->door, {.method = "GET", .target = options.ready ? "/readyz" : "/healthz", .body = {}}, longest_answer);
  if (const auto* none = std::get_if<no_answer>(&answer)) {
    std::cerr << "glasshell-relay: " << asked->name << ": " << none->text << '\n';
    return EXIT_FAILURE;
  }
  const auto& [status, body] = std::get<local_answer>(answer);
  std::cout << body << std::flush;
  return status == 200 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

void add_health(CLI::App& program, const config_sources& from, action& chosen) {
  const auto options = std::make_shared<health_options>();
  CLI::App* command =
      program.add_subcommand("health", "Ask a relay of this machine whether it is well: 0 if so, 1 if not");
  command->fallthrough();
  command->add_option(
      "address", options->address,
      "As in http://127.0.0.1:8022 or unix:/run/relay.sock; without it, where the configuration listens");
  command->add_flag("--ready", options->ready, "Ask whether it takes sessions: no while it drains");
  command->callback([options, &from, &chosen] { chosen = [options, &from] { return ask(*options, from); }; });
}

}  // namespace glasshell::relay
