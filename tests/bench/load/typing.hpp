// People at keyboards: keystrokes at a pace, and how long each waits for its echo.
#pragma once

#include "load/latencies.hpp"
#include "load/line.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace glasshell::load {

struct typing_pace {
  double keystrokes_per_second = 10;
  std::chrono::milliseconds duration{10'000};
};

struct typing_result {
  latencies echoes;
  std::size_t unanswered = 0;  ///< keystrokes without an echo a while after the last
};

/// Everybody types at once, each beginning at a moment of their own. Each octet is expected to be said back, in order.
/// @par Lifetime  The lines outlive the await; they must be silent before it, and nobody else listens to them meanwhile.
awaitable<typing_result> type_on(asio::io_context& context, const std::vector<std::shared_ptr<line>>& lines,
                                 typing_pace pace);

/// Keystrokes on each line in turn, one at a time with a pause before each: what an echo takes that nothing holds up.
/// @return one set of samples for each line
awaitable<std::vector<typing_result>> type_in_turn(asio::io_context& context,
                                                   const std::vector<std::shared_ptr<line>>& lines,
                                                   std::size_t keystrokes, std::chrono::milliseconds pause);

}  // namespace glasshell::load
