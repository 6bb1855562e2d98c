// The program: its command line, and from there into one of its commands.
#include "relay/commands/command.hpp"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  using namespace glasshell::relay;

  CLI::App program("Carries SSH sessions between browsers and nodes.", "glasshell-relay");
  action chosen;
  add_serve(program, chosen);
  add_doctor(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // --help, too
    return program.exit(error) == 0 ? 0 : exit_configuration;
  }
  return chosen();
}
