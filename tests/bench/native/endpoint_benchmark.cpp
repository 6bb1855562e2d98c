// What two endpoints of a link cost for each octet that goes from one to the other, acks and windows included.
#include "link/endpoint.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <variant>

namespace {

using namespace glasshell;
using namespace glasshell::link;

/// A relay and a client, joined without a socket. The clock stands still: nothing here waits.
class joined_pair {
 public:
  joined_pair() {
    settle();  // the hello
    relay_.accept(
        custody::browser, std::chrono::hours(2),
        [](bytes_span octets) { std::fill(octets.begin(), octets.end(), std::uint8_t{7}); }, now_);
    settle();
    if (!client_.open()) std::abort();
  }

  /// The node's octets come in pieces of this size; the client takes what arrives at once. @return octets taken
  std::size_t carry(std::size_t piece_bytes) {
    const bytes_span room = relay_.prepare(std::min(piece_bytes, relay_.writable()));
    std::fill(room.begin(), room.end(), std::uint8_t{'x'});  // stands for the read from the node's socket
    relay_.commit(room.size(), now_);
    settle();
    std::size_t taken = 0;
    for (auto readable = client_.readable(); !readable.empty(); readable = client_.readable()) {
      taken += readable.size();
      client_.consume(readable.size(), now_);
    }
    settle();
    return taken;
  }

 private:
  void settle() {
    while (forward(client_, relay_) || forward(relay_, client_)) {
    }
  }

  bool forward(endpoint& from, endpoint& to) {
    const auto next = from.next_action();
    if (!next) return false;
    if (const auto* said = std::get_if<send_message>(&*next)) {
      // A socket hands over one contiguous message.
      message_.assign(said->head.begin(), said->head.end());
      message_.insert(message_.end(), said->payload.octets.begin(), said->payload.octets.end());
      to.feed(message_, now_);
    }
    return true;
  }

  time_point now_;
  endpoint client_{role::client, settings{}, now_};
  endpoint relay_{role::relay, settings{}, now_};
  bytes message_;
};

void carry_octets(benchmark::State& state) {
  joined_pair pair;
  std::size_t carried_bytes = 0;
  for ([[maybe_unused]] auto _ : state) carried_bytes += pair.carry(static_cast<std::size_t>(state.range(0)));
  state.SetBytesProcessed(static_cast<std::int64_t>(carried_bytes));
}
BENCHMARK(carry_octets)->Arg(64)->Arg(4 * 1024)->Arg(32 * 1024);

/// Opening a session and letting it go: what a relay pays for each new link, its handshake's memory included.
void open_a_link(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    joined_pair pair;
    benchmark::DoNotOptimize(pair);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(open_a_link);

}  // namespace
