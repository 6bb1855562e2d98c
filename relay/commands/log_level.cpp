// `log-level`: reads or sets the level of a running relay's log, over its operator's listener.
#include "relay/commands/command.hpp"
#include "relay/commands/local_client.hpp"

#include <CLI/App.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace glasshell::relay {

namespace {

constexpr std::chrono::seconds longest_answer{5};
constexpr std::uint16_t standard_port = 9022;

struct log_level_options {
  std::string level;
  std::string address;
};

int ask(const log_level_options& options, const config_sources& from) {
  if (!options.level.empty() && !log_level_of(options.level)) {
    return complain("\"" + options.level + "\" is no level: debug, info, warning or error");
  }
  listen_place place;
  if (!options.address.empty()) {
    if (const std::string wrong = refuse_rest(from); !wrong.empty()) return complain(wrong);
    const auto named = parse_listen_place(options.address, standard_port);
    if (!named)
      return complain("\"" + options.address +
                      R"(" must be an address, as in "127.0.0.1:9022" or "unix:/run/operator.sock")");
    place = *named;
  } else {
    const auto settings = read_config(from);
    if (!settings) return complain(settings.error().text);
    place = settings->operators.listen;
  }
  if (place.where == listen_place::kind::nowhere) {
    return complain("the relay has no listener for operators: set `listen` below [operator]");
  }
  const auto address = address_of(place);
  if (!address) {
    return complain(
        "only systemd knows where the operator's listener is: name it with --at, as in --at unix:/run/operator.sock");
  }
  const std::string_view method = options.level.empty() ? "GET" : "PUT";
  const auto answer = ask_relay(browsers_door(config(), *address),
                                {.method = method, .target = "/log-level", .body = options.level}, longest_answer);
  if (const auto* none = std::get_if<no_answer>(&answer)) {
    std::cerr << "glasshell-relay: " << place.text() << ": " << none->text << '\n';
    return EXIT_FAILURE;
  }
  const auto& [status, body] = std::get<local_answer>(answer);
  std::cout << body << std::flush;
  return status == 200 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

void add_log_level(CLI::App& program, const config_sources& from, action& chosen) {
  const auto options = std::make_shared<log_level_options>();
  CLI::App* command = program.add_subcommand("log-level", "Tell or set the level of a running relay's log");
  command->fallthrough();
  command->add_option("level", options->level, "debug, info, warning or error; without it, the present one is told");
  command->add_option("--at", options->address,
                      "The operator's listener, as in 127.0.0.1:9022; without it, that of the configuration");
  command->callback([options, &from, &chosen] { chosen = [options, &from] { return ask(*options, from); }; });
}

}  // namespace glasshell::relay
