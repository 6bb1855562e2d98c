// Any token, and any header and claims with a signature that is right: judged without a fault, and never more granted than
// is written.
#include "base/text.hpp"
#include "relay/strict/base64url.hpp"
#include "relay/tokens/embedding_token.hpp"
#include "relay/tokens/jws.hpp"

#include "require.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

using namespace glasshell;
using namespace glasshell::relay;
using namespace glasshell::relay::tokens;

namespace {

constexpr std::string_view secret = "a secret of as many octets as is right";

const key_set& keys() {
  static const key_set all = [] {
    // RFC 8037 A.2, RFC 7515 A.3; and a secret, with which the target itself can sign.
    key_set made = key_set::from_jwks(R"({"keys": [
        {"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "EC", "crv": "P-256", "kid": "2", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
                       .value();
    made.add(verification_key::hmac_secret(secret_bytes(secret)).value()).value();
    return made;
  }();
  return all;
}

std::string base64url(std::string_view octets) { return strict::base64url_encoded(as_bytes_view(octets)); }

std::string signed_token(std::string_view header, std::string_view payload) {
  const std::string text = base64url(header) + "." + base64url(payload);
  std::array<unsigned char, 32> code{};
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code.data(), nullptr);
  return text + "." + base64url({reinterpret_cast<const char*>(code.data()), code.size()});
}

const embedding_policy policy{.issuer = "i", .audience = "a"};
constexpr std::chrono::sys_seconds now{std::chrono::seconds(1000)};

void check(const embedding_claims& claims) {
  fuzz::require(claims.expiry > now && claims.expiry <= now + policy.longest_life + policy.leeway, "it is over soon");
  fuzz::require(!claims.id.empty() && claims.id.size() <= most_token_id_bytes, "it has an id");
  fuzz::require(!claims.user.empty() && claims.user.size() <= most_user_bytes, "it has a user");
  fuzz::require(printable_text(claims.user, most_user_bytes) == claims.user, "who can be shown");
  fuzz::require(printable_text(claims.display_name, most_display_name_bytes) == claims.display_name, "under any name");
  fuzz::require(claims.nodes.size() <= most_granted_nodes && !claims.grants("*"), "nodes are named");
  fuzz::require(!claims.session_until || *claims.session_until > now, "the shell may begin");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text_view({data, size});
  if (const auto payload = verified_payload(text, keys())) {
    fuzz::require(base64url(*payload) == text.substr(text.find('.') + 1, text.rfind('.') - text.find('.') - 1),
                  "what is verified is what is written, in its one form");
  }

  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::string_view payload = text.substr(std::min(line + 1, text.size()));
  if (const auto claims = verify_embedding_token(signed_token(text.substr(0, line), payload), keys(), policy, now)) {
    check(*claims);
  }
  if (const auto claims = verify_embedding_token(signed_token(R"({"alg":"HS256"})", text), keys(), policy, now)) {
    check(*claims);
  }
  return 0;
}
