// The program: reads its configuration, serves until SIGTERM or SIGINT, drains, exits 0. A second signal ends it at once.
#include "relay/config.hpp"
#include "relay/process.hpp"
#include "relay/relay.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

// Apart from other failures, so that a supervisor need not start it again: the same configuration fails the same way.
constexpr int exit_configuration = 2;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

int complain(const std::string& text) {
  std::cerr << "glasshell-relay: " << text << '\n';
  return exit_configuration;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace glasshell::relay;

  CLI::App program("Carries SSH sessions between browsers and nodes.", "glasshell-relay");
  std::string path;
  bool check_only = false;
  bool describe_only = false;
  program.add_option("--config", path, "The configuration, in TOML (docs/operations.md)");
  program.add_flag("--check", check_only, "Read the configuration, say whether it is in order, and exit");
  program.add_flag("--settings", describe_only, "List every setting with its default and what it may be, and exit");
  CLI11_PARSE(program, argc, argv);
  if (describe_only) {
    std::cout << describe_settings() << std::flush;
    return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  if (path.empty()) return complain("--config is missing: name the configuration's file (--help tells more)");

  forbid_core_dumps();
  raise_open_file_limit();
  tune_allocator();
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return EXIT_FAILURE;  // whoever reads the log may leave
  const sigset_t ending = ending_signals();
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);  // before there are threads, which inherit it
  // A shell lets what it starts in the background ignore SIGINT, and the second signal is to end the program.
  for (const int number : {SIGINT, SIGTERM}) {
    if (std::signal(number, SIG_DFL) == SIG_ERR) return EXIT_FAILURE;
  }

  auto settings = load_config(path);
  if (!settings) return complain(settings.error().text);
  if (check_only) return EXIT_SUCCESS;
  auto started = relay::start(*std::move(settings));
  if (!started) return complain(started.error().text);

  int number = 0;
  sigwait(&ending, &number);
  // From here on the signals do what they do by default.
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
  (*started)->drain();
  // Not by returning: a name lookup under way cannot be interrupted, and the resolver's thread would be waited for.
  std::_Exit(EXIT_SUCCESS);
}
