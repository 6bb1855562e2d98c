#include "load/flood.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace glasshell::load {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto patience = 60s;
constexpr std::string_view prompt = "gsh> ";
constexpr std::string_view command =
    "yes 'a line of a build log, which is nearly as wide as the terminal that it is shown in'\n";
constexpr std::string_view control_c = "\x03";

}  // namespace

awaitable<flood_result> flood(asio::io_context& context, const std::shared_ptr<line>& shell,
                              std::chrono::milliseconds warm_up, std::chrono::milliseconds measured) {
  flood_result result;
  std::uint64_t bytes = 0;
  bool interrupted = false;
  std::string tail;  // of what came since
  std::optional<clock::time_point> shown_at;
  steady_timer timer(context.get_executor());
  shell->on_octets([&](bytes_view octets) {
    bytes += octets.size();
    if (!interrupted || shown_at) return;
    tail += as_text_view(octets);
    if (tail.find(prompt) != std::string::npos) {
      shown_at = clock::now();
      timer.cancel();
    } else if (tail.size() > prompt.size()) {
      tail.erase(0, tail.size() - prompt.size());
    }
  });

  shell->type(as_bytes_view(command));
  timer.expires_after(warm_up);
  co_await timer.async_wait(as_values);
  const std::uint64_t bytes_before = bytes;
  const auto began = clock::now();
  timer.expires_after(measured);
  co_await timer.async_wait(as_values);
  const std::chrono::duration<double> took = clock::now() - began;
  result.megabytes_per_second = static_cast<double>(bytes - bytes_before) / 1e6 / took.count();

  const std::uint64_t bytes_at_interrupt = bytes;
  const auto interrupted_at = clock::now();
  interrupted = true;
  shell->type(as_bytes_view(control_c));
  timer.expires_after(patience);
  if (!shown_at) co_await timer.async_wait(as_values);
  shell->on_octets({});
  if (!shown_at) throw std::runtime_error("Ctrl-C brought no prompt");
  result.interrupt = *shown_at - interrupted_at;
  result.bytes_after_interrupt = bytes - bytes_at_interrupt;
  co_return result;
}

}  // namespace glasshell::load
