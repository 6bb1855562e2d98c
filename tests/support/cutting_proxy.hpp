// A TCP proxy on loopback that breaks its connections, each after a number of octets and in its own way, as networks and proxies
// do: in the middle of a frame, of a header, or of the upgrade.
#pragma once

#include "support/loopback.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace glasshell::test {

enum class cut_kind : std::uint8_t {
  reset_both,  ///< both sides see a TCP reset
  end_both,    ///< both see the end of the stream
  end_client,  ///< the client sees the end, the relay nothing
  end_relay,   ///< the relay sees the end, the client nothing
  black_hole,  ///< nothing passes any more, and nobody is told
  restart,     ///< both see a reset, and so does who comes next, twice
};
inline constexpr int cut_kinds = 6;

struct cut {
  std::size_t after_bytes = 0;  ///< both directions together
  cut_kind how = cut_kind::reset_both;
};

/// @par Thread safety  Members from any thread; a thread of its own carries.
class cutting_proxy {
 public:
  /// @param to  the port that it stands before
  explicit cutting_proxy(std::uint16_t to);
  ~cutting_proxy();
  cutting_proxy(const cutting_proxy&) = delete;
  cutting_proxy& operator=(const cutting_proxy&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }

  /// Cuts the present connection next, and with the rest those that come after it, one each.
  void cut_from_now_on(std::deque<cut> plan);
  [[nodiscard]] std::size_t cuts_left() const;

 private:
  struct pair {
    socket_handle client;
    socket_handle relay;
    bool stuck = false;
    std::optional<std::size_t> bytes_left;
    cut_kind how = cut_kind::reset_both;
  };
  void carry();
  void accept_one();
  bool pass(pair& through, const socket_handle& from, const socket_handle& to);
  void apply(pair& to);
  bool next_cut(pair& for_whom);

  loopback_listener listener_;
  std::uint16_t to_;
  mutable std::mutex mutex_;
  std::deque<cut> plan_;
  std::vector<pair> pairs_;
  int turned_away_ = 0;  // so many more, while it restarts
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace glasshell::test
