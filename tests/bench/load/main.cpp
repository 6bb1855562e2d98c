// The load generator: thousands of links from one process to a relay, an echo node for it to dial, and people typing on them.
#include "load/command_loop.hpp"
#include "relay/process.hpp"

#include <boost/asio/co_spawn.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

int main(int argc, char** /*argv*/) {
  using namespace glasshell;
  if (argc > 1) {
    std::cout << load::command_loop::help();
    return EXIT_SUCCESS;
  }
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return EXIT_FAILURE;
  relay::raise_open_file_limit();
  boost::asio::io_context context(1);
  load::command_loop commands(context);
  auto running = [](load::command_loop* all) -> load::awaitable<void> { co_await all->run(); };
  auto ended = [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  };
  boost::asio::co_spawn(context, running(&commands), ended);
  context.run();
  return EXIT_SUCCESS;
}
