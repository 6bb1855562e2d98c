#include "support/stand_in_node.hpp"

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <system_error>
#include <utility>

namespace glasshell::test {

namespace {

constexpr std::chrono::minutes until_the_test_is_over{5};

}  // namespace

stand_in_node::stand_in_node(script per_connection)
    : script_(std::move(per_connection)), acceptor_([this] { accept_all(); }) {}

stand_in_node::~stand_in_node() {
  shutdown(listener_.descriptor(), SHUT_RDWR);  // wakes the accepting thread
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const int each : open_) shutdown(each, SHUT_RDWR);
  }
  acceptor_.join();
  for (std::thread& each : threads_) each.join();
}

void stand_in_node::accept_all() {
  for (;;) {
    socket_handle client;
    try {
      client = listener_.accept(until_the_test_is_over);
    } catch (const std::system_error&) {
      return;
    }
    ++connections_;
    const std::lock_guard lock(mutex_);
    if (ending_) return;
    open_.push_back(client.get());
    threads_.emplace_back([this, taken = std::move(client)] {
      try {
        script_(taken);
      } catch (const std::system_error&) {
        // The other side went away, which is for the test to judge.
      }
      const std::lock_guard done(mutex_);
      std::erase(open_, taken.get());
      shutdown(taken.get(), SHUT_RDWR);
    });
  }
}

void stand_in_node::echo(const socket_handle& client) {
  for (;;) {
    const std::string octets = receive_some(client, until_the_test_is_over);
    if (octets.empty()) return;
    send_all(client, octets);
  }
}

void stand_in_node::wait_for_end(const socket_handle& client) {
  while (!receive_some(client, until_the_test_is_over).empty()) {
  }
}

}  // namespace glasshell::test
