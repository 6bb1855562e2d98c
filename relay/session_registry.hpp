// Which sessions there are, on which worker, and which of them have no socket; for a while also which there were. Without
// it a socket that comes back would not find its session.
#pragma once

#include "link/frame.hpp"
#include "relay/address_key.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace glasshell::relay {

class session;
class worker;

/// @par Thread safety  Safe from any thread.
class session_registry {
 public:
  /// How many detached sessions are kept, and how many ended ones remembered.
  struct bounds {
    std::size_t detached = 0;
    std::size_t detached_per_owner = 0;
    /// What is remembered is some 100 octets each; who comes back later than so many other ends is told "unknown".
    std::size_t remembered = 4096;
  };

  struct place {
    worker* home = nullptr;
    /// Only `home`'s thread may lock it. Empty while the session is on its way there.
    std::weak_ptr<session> here;
    std::uint64_t moves = 0;  ///< how often it moved
  };
  /// Why a session is over.
  struct past {
    link::hop hop = link::hop::session;
    link::reason reason = link::reason::session_expired;
  };
  /// monostate: never heard of.
  using finding = std::variant<std::monostate, place, past>;

  /// A detached session that has to make room, for the sake of this limit. It is told so on its worker's thread, and goes unless it
  /// has a socket again.
  struct eviction {
    place where;
    std::string_view limit;
  };

  explicit session_registry(const bounds& limits);

  /// Before anybody asks: the workers on which sessions are.
  void set_homes(std::vector<worker*> homes) { homes_ = std::move(homes); }
  /// Where a session of this name would be, if there were one: always the same, and nobody outside can tell which. Whoever asks for
  /// a session that there is not takes the way there, so that the time it takes does not tell whether there is one.
  [[nodiscard]] worker* would_be_home(const link::session_id& id) const;

  /// @param routing_word  by which a balancer finds this relay for it; 0: none
  void add(const link::session_id& id, std::uint64_t routing_word, worker& home, std::weak_ptr<session> here);
  /// The session is on its way to another worker, to which it was posted before: who asks for it there comes after it.
  /// @param seen  where it was; if it has moved on from there meanwhile, this is no news
  void leaves(const link::session_id& id, const place& seen, worker& to);
  /// The session has come to another worker.
  void arrived(const link::session_id& id, worker& home, std::weak_ptr<session> here);
  void remove(const link::session_id& id, past why);
  [[nodiscard]] finding find(const link::session_id& id) const;
  /// Whether there is a session of this routing word. Looks at all of them: for a relay that comes to its end.
  [[nodiscard]] bool has_routing_word(std::uint64_t word) const;

  /// The session has no socket any more. @return who has to go now: perhaps itself
  std::vector<eviction> detached(const link::session_id& id, const address_key& owner);
  void attached(const link::session_id& id);

  [[nodiscard]] std::size_t count() const;
  /// Waits until there is none any more, or until `end`. Blocks its thread, which is no worker's.
  void wait_until_empty(std::chrono::steady_clock::time_point end) const;
  [[nodiscard]] std::size_t detached_count() const;

 private:
  /// Sessions without a socket, by the order in which they lost it.
  using order = std::uint64_t;
  struct entry {
    place where;
    std::uint64_t routing_word = 0;
    std::optional<order> waiting;
    address_key owner;
  };
  struct id_hash {
    std::size_t operator()(const link::session_id& id) const noexcept;
  };

  void stop_waiting(entry& of);
  void evict(order which, std::string_view limit, std::vector<eviction>& into);
  void remember(const link::session_id& id, past why);

  const bounds bounds_;
  std::vector<worker*> homes_;
  std::uint64_t salt_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable emptied_;
  std::unordered_map<link::session_id, entry, id_hash> entries_;
  std::map<order, link::session_id> waiting_;
  std::unordered_map<address_key, std::set<order>, address_key_hash> waiting_of_;
  order last_order_ = 0;
  std::unordered_map<link::session_id, past, id_hash> past_;
  std::deque<link::session_id> past_in_order_;
};

}  // namespace glasshell::relay
