// A flood in a shell, and the end that Ctrl-C makes of it.
#pragma once

#include "load/line.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace glasshell::load {

struct flood_result {
  double megabytes_per_second = 0;
  std::chrono::duration<double, std::milli> interrupt{};  ///< from Ctrl-C until the prompt is read
  std::uint64_t bytes_after_interrupt = 0;
};

/// @param shell  open, at a prompt that ends in "gsh> ", and not listened to by anybody else
/// @param warm_up  until it is measured, for the windows and TCP to find their pace
/// @par Errors  Throws std::runtime_error if the prompt does not come.
/// @par Lifetime  `shell` outlives the await.
awaitable<flood_result> flood(asio::io_context& context, const std::shared_ptr<line>& shell,
                              std::chrono::milliseconds warm_up, std::chrono::milliseconds measured);

}  // namespace glasshell::load
