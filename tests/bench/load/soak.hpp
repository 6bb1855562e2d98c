// Sessions that live as sessions do for a long time: they come, carry floods both ways, fall idle, lose their sockets in every way,
// go on over others, leave in order or are never heard of again. Each checks every octet that comes back to it.
#pragma once

#include "load/link_line.hpp"
#include "load/shell_line.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace glasshell::load {

struct soak_tally {
  std::size_t begun = 0;        ///< sessions that were opened
  std::size_t ended = 0;        ///< of these, in order and with all octets back
  std::size_t left = 0;         ///< of these, on purpose without a word
  std::size_t losses = 0;       ///< of sockets
  std::size_t resumed = 0;      ///< sockets that took their place
  std::size_t shells = 0;       ///< floods in shells that Ctrl-C ended
  std::uint64_t octets = 0;     ///< that came back
  std::size_t told = 0;         ///< sessions whose relay said that it shuts down, and ended them
  std::size_t turned_away = 0;  ///< tries for a new session that were answered so, and made again
  /// What must not happen, by its words: octets that are not the right ones, sessions that stand still or are gone.
  std::map<std::string, std::size_t> faults;
};

struct soak_options {
  std::size_t sessions = 50;  ///< at a time
  std::size_t shells = 2;     ///< at a time, besides
  std::chrono::seconds duration{60};
  std::uint32_t seed = 1;
};

/// @param make_link  to a node that says everything back
/// @param make_shell  of commands, over a link that it hands out; null for none
/// @par Lifetime  The functions outlive the await.
awaitable<soak_tally> soak(asio::io_context& context, soak_options options,
                           const std::function<std::shared_ptr<link_line>()>& make_link,
                           const std::function<std::shared_ptr<line>(std::shared_ptr<link_line>&)>& make_shell);

}  // namespace glasshell::load
