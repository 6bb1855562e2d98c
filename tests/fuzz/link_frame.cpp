// Whatever decodes encodes to the very same octets, so that no two messages mean the same.
#include "link/frame.hpp"

#include "require.hpp"

#include <algorithm>
#include <variant>

namespace {

using namespace glasshell;
using namespace glasshell::link;

struct encoder {
  template <class Frame>
  bytes operator()(const Frame& frame) const {
    return encode(frame);
  }
  bytes operator()(const data& frame) const {
    bytes message = {static_cast<std::uint8_t>(frame_type::data)};
    message.insert(message.end(), frame.payload.begin(), frame.payload.end());
    return message;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const bytes_view message(octets, size);
  const auto decoded = decode(message);
  if (decoded) {
    const bytes again = std::visit(encoder{}, *decoded);
    fuzz::require(std::ranges::equal(again, message), "decode, then encode, is the identity");
  } else {
    fuzz::require(decoded.error().category() == link_category(), "a refusal is an error of the link");
    fuzz::require(decoded.error() != errc::oversized_frame || size > max_frame_bytes,
                  "only what is too long is oversized");
  }
  return 0;
}
