// A relay as a program of its own, so that its memory and its log are its own.
#pragma once

#include "relay_fixture.hpp"
#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace glasshell::test {

inline constexpr std::size_t mebibyte = 1024 * 1024;

#ifdef __SANITIZE_THREAD__
inline constexpr bool memory_is_the_relays_own =
    false;  // most of it is the sanitizer's, and grows with every address touched
#else
inline constexpr bool memory_is_the_relays_own = true;
#endif

/// AddressSanitizer would keep what was freed, and stacks of its own, which is not what is measured here.
inline process_options without_the_sanitizers_memory() {
  const char* set = std::getenv("ASAN_OPTIONS");
  process_options options;
  options.environment.push_back(std::string("ASAN_OPTIONS=") + (set == nullptr ? "" : set) +
                                ":quarantine_size_mb=0:detect_stack_use_after_return=0");
  return options;
}

class relay_process {
 public:
  explicit relay_process(std::uint16_t node_port, std::string_view tables = "")
      : program_(child_process::start({GLASSHELL_RELAY_PROGRAM, "--config",
                                       folder_.write("relay.toml", relay_options{.top = "threads = 1",
                                                                                 .tables = std::string(tables),
                                                                                 .nodes = {{"node", node_port}}}
                                                                       .toml())},
                                      without_the_sanitizers_memory())) {
    if (!program_.wait_for_output(" event=started", std::chrono::seconds(20))) {
      throw std::runtime_error(program_.output());
    }
    const std::string log = program_.output();
    port_ = static_cast<std::uint16_t>(std::stoul(log.substr(log.find(" port=") + 6)));
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] child_process& program() noexcept { return program_; }
  void expect_growth_below(std::size_t most_bytes, std::size_t since_bytes) const {
    if (memory_is_the_relays_own) {
      EXPECT_LT(resident_bytes(), since_bytes + most_bytes);
    }
  }
  [[nodiscard]] std::size_t resident_bytes() const {
    std::ifstream statm("/proc/" + std::to_string(program_.pid()) + "/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  }

 private:
  temporary_directory folder_;
  child_process program_;
  std::uint16_t port_ = 0;
};

}  // namespace glasshell::test
