// What a frame costs to encode and to decode, without the link's counts around it.
#include "link/frame.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace glasshell;
using namespace glasshell::link;

void decode_data(benchmark::State& state) {
  bytes message(static_cast<std::size_t>(state.range(0)), 'x');
  message.front() = static_cast<std::uint8_t>(frame_type::data);
  for ([[maybe_unused]] auto _ : state) {
    auto decoded = decode(message);
    benchmark::DoNotOptimize(decoded);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode_data)->Arg(2)->Arg(max_frame_bytes);

void encode_and_decode_ack(benchmark::State& state) {
  std::uint64_t consumed_bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    const bytes message = encode(ack{.consumed_bytes = consumed_bytes, .receive_limit = consumed_bytes + 1});
    auto decoded = decode(message);
    benchmark::DoNotOptimize(decoded);
    ++consumed_bytes;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode_and_decode_ack);

}  // namespace
