// Any file of keys, as JSON and as PEM: no more keys than may be, each for one algorithm, and each with a name that finds
// it.
#include "relay/tokens/key_set.hpp"

#include "require.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace glasshell;
using namespace glasshell::relay::tokens;

namespace {

void check(const result<key_set>& keys) {
  if (!keys) return;
  fuzz::require(keys->size() > 0 && keys->size() + keys->passed_over() <= most_keys, "a set is bounded");
  fuzz::require(!keys->find(algorithm::hs256, std::nullopt), "no file brings a secret");
  for (const auto each : {algorithm::eddsa, algorithm::es256, algorithm::rs256}) {
    const auto found = keys->find(each, std::nullopt);
    if (!found) continue;
    fuzz::require((*found)->algorithm() == each, "a key is for its algorithm");
    fuzz::require(!(*found)->verifies("a.b", bytes(64, 1)), "ones are no signature");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text_view({data, size});
  check(key_set::from_jwks(text));
  check(key_set::from_pem(text));
  return 0;
}
