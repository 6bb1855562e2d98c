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

/// "http://127.0.0.1:8022", "127.0.0.1:8022" or "unix:/run/relay.sock".
std::optional<listen_place> place_of(std::string_view address) {
  constexpr std::string_view scheme = "http://";
  if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
  if (address.ends_with('/') && !address.starts_with("unix:")) address.remove_suffix(1);
  auto place = parse_listen_place(address, standard_port);
  if (place && place->where != listen_place::kind::tcp && place->where != listen_place::kind::unix_path) place.reset();
  return place;
}

int ask(const health_options& options, const config_sources& from) {
  std::optional<listen_place> place;
  if (!options.address.empty()) {
    place = place_of(options.address);
    if (!place) {
      return complain("\"" + options.address +
                      "\" must be an address, as in \"http://127.0.0.1:8022\" or \"unix:/run/relay.sock\"");
    }
  } else {
    const auto settings = read_config(from);
    if (!settings) return complain(settings.error().text);
    const listen_place& operators = settings->operators.listen;
    place = operators.where == listen_place::kind::nowhere ? settings->listen : operators;
  }
  const auto answer = ask_relay(*place, {.method = "GET", .target = options.ready ? "/readyz" : "/healthz", .body = {}},
                                longest_answer);
  if (const auto* none = std::get_if<no_answer>(&answer)) {
    std::cerr << "glasshell-relay: " << place->text() << ": " << none->text << '\n';
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
