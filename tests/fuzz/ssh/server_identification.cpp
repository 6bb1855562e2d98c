// Any split of the stream finds the same line, takes as much of it and says the same of it.
#include "ssh/server_identification.hpp"

#include "require.hpp"
#include "script_reader.hpp"

#include <optional>

namespace {

using namespace glasshell;
using ssh::server_identification;

struct outcome {
  bool complete;
  std::string line;
  std::string first_octets;
  std::size_t taken_bytes;
  std::optional<ssh::cause> error;
  ssh::cause of_end;
  friend bool operator==(const outcome&, const outcome&) = default;
};

template <class Cut>
outcome read(bytes_view stream, Cut next_size) {
  server_identification reader;
  std::size_t taken = 0;
  std::optional<ssh::cause> error;
  while (!stream.empty() && !error && !reader.complete()) {
    const bytes_view piece = stream.first(next_size(stream.size()));
    const auto made = reader.feed(piece);
    fuzz::require(made.taken_bytes <= piece.size(), "no more is taken than was given");
    fuzz::require(made.error || reader.complete() || made.taken_bytes == piece.size(),
                  "what is unfinished is all taken");
    taken += made.taken_bytes;
    error = made.error;
    stream = stream.subspan(made.taken_bytes);
  }
  return {reader.complete(),
          reader.line(),
          reader.first_octets(),
          taken,
          error,
          reader.cause_of_end(ssh::cause::timed_out)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const bytes_view stream(octets, size);
  const outcome whole = read(stream, [](std::size_t left) { return left; });
  fuzz::require(read(stream, [](std::size_t) { return std::size_t{1}; }) == whole, "octet by octet it is the same");
  fuzz::split_points cuts(static_cast<std::uint32_t>(size));
  fuzz::require(read(stream, [&](std::size_t left) { return cuts.next(left); }) == whole, "in pieces it is the same");
  fuzz::require(!(whole.complete && whole.error), "it is found, or it is refused");
  fuzz::require(!whole.complete || whole.line.size() <= server_identification::identification_limit_bytes - 2,
                "the line has the length that RFC 4253 allows");
  fuzz::require(!whole.complete || whole.line.starts_with("SSH-2.0-") || whole.line.starts_with("SSH-1.99-"),
                "what is found is SSH-2");
  fuzz::require(whole.taken_bytes <= server_identification::total_limit_bytes + 1, "no more is read than the limit");
  return 0;
}
