// Without a command: serves until SIGTERM or SIGINT, drains, exits 0. A second signal ends it at once. SIGHUP looks for another
// certificate.
#include "relay/commands/command.hpp"
#include "relay/config.hpp"
#include "relay/process.hpp"
#include "relay/relay.hpp"

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

namespace glasshell::relay {

namespace {

struct serve_options {
  bool check_only = false;
  bool describe_only = false;
};

sigset_t awaited_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

int serve(const serve_options& options, const config_sources& from) {
  if (options.describe_only) {
    std::cout << describe_settings() << std::flush;
    return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
  }

  forbid_core_dumps();
  raise_open_file_limit();
  tune_allocator();
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return EXIT_FAILURE;  // whoever reads the log may leave
  const sigset_t ending = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // before there are threads, which inherit it
  // A shell lets what it starts in the background ignore SIGINT, and the second signal is to end the program.
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(number, SIG_DFL) == SIG_ERR) return EXIT_FAILURE;
  }

  auto settings = read_config(from);
  if (!settings) return complain(settings.error().text);
  if (options.check_only) return EXIT_SUCCESS;
  auto started = relay::start(*std::move(settings));
  if (!started) return complain(started.error().text);

  int number = SIGHUP;
  while (number == SIGHUP) {
    sigwait(&ending, &number);
    if (number == SIGHUP) (*started)->reload();
  }
  // From here on the signals do what they do by default, but there is nothing to reload any more.
  if (std::signal(SIGHUP, SIG_IGN) == SIG_ERR) return EXIT_FAILURE;
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
  (*started)->drain();
  // Not by returning: a name lookup under way cannot be interrupted, and the resolver's thread would be waited for.
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace

int complain(const std::string& text) {
  std::cerr << "glasshell-relay: " << text << '\n';
  return exit_configuration;
}

config_result<config> read_config(const config_sources& from) { return load_config(from); }

std::string refuse_rest(const config_sources& from) {
  if (from.flags.empty()) return {};
  return from.flags.front() +
         ": is nothing that this command takes; --help lists what it does, and it reads no settings here";
}

void add_serve(CLI::App& program, const config_sources& from, action& chosen) {
  const auto options = std::make_shared<serve_options>();
  CLI::Option* check = program.add_flag("--check,--check-config", options->check_only,
                                        "Read the configuration, say whether it is in order, and exit");
  CLI::Option* describe = program.add_flag("--settings", options->describe_only,
                                           "List every setting with its default and what it may be, and exit");
  for (CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    command->excludes(check)->excludes(describe);
  }
  chosen = [options, &from] { return serve(*options, from); };
}

}  // namespace glasshell::relay
