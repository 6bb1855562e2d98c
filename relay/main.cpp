// The program: its command line, and from there into one of its commands.
#include "relay/commands/command.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

int main(int argc, char** argv) {
  using namespace glasshell::relay;

  CLI::App program("Carries SSH sessions between browsers and nodes.", "glasshell-relay");
  config_sources from;
  for (char** variable = environ; *variable != nullptr; ++variable) from.environment.emplace_back(*variable);
  program.add_option("--config", from.path, "The configuration, in TOML (docs/operations.md)")
      ->envname("GLASSHELL_CONFIG");
  program.allow_extras();
  program.footer(
      "Every setting of the file may be given as a flag, too (--limits-links=10), and in the environment "
      "(GLASSHELL_LIMITS_LINKS=10); --settings lists them.");
  action chosen;
  add_doctor(program, from, chosen);
  add_health(program, from, chosen);
  add_log_level(program, from, chosen);
  add_serve(program, from, chosen);
  program.require_subcommand(0, 1);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // --help, too
    return program.exit(error) == 0 ? 0 : exit_configuration;
  }
  from.flags = program.remaining();
  return chosen();
}
