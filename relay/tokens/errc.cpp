#include "relay/tokens/errc.hpp"

#include <string>

namespace glasshell::relay::tokens {

const char* name_of(errc what) noexcept {
  switch (what) {
    case errc::token_too_long:
      return "token_too_long";
    case errc::not_compact:
      return "not_compact";
    case errc::not_base64url:
      return "not_base64url";
    case errc::unreadable_header:
      return "unreadable_header";
    case errc::unsupported_algorithm:
      return "unsupported_algorithm";
    case errc::unsigned_token:
      return "unsigned_token";
    case errc::critical_header:
      return "critical_header";
    case errc::wrong_type:
      return "wrong_type";
    case errc::unknown_key:
      return "unknown_key";
    case errc::ambiguous_key:
      return "ambiguous_key";
    case errc::wrong_algorithm:
      return "wrong_algorithm";
    case errc::wrong_signature:
      return "wrong_signature";
    case errc::unreadable_claims:
      return "unreadable_claims";
    case errc::wrong_issuer:
      return "wrong_issuer";
    case errc::wrong_audience:
      return "wrong_audience";
    case errc::no_user:
      return "no_user";
    case errc::no_expiry:
      return "no_expiry";
    case errc::no_issue_time:
      return "no_issue_time";
    case errc::impossible_time:
      return "impossible_time";
    case errc::expired:
      return "expired";
    case errc::not_yet_valid:
      return "not_yet_valid";
    case errc::issued_in_the_future:
      return "issued_in_the_future";
    case errc::lives_too_long:
      return "lives_too_long";
    case errc::no_id:
      return "no_id";
    case errc::unreadable_nodes:
      return "unreadable_nodes";
    case errc::unreadable_display_name:
      return "unreadable_display_name";
    case errc::session_over:
      return "session_over";
    case errc::used_token:
      return "used_token";
    case errc::too_many_tokens:
      return "too_many_tokens";
    case errc::keys_too_long:
      return "keys_too_long";
    case errc::unreadable_keys:
      return "unreadable_keys";
    case errc::too_many_keys:
      return "too_many_keys";
    case errc::secret_among_public_keys:
      return "secret_among_public_keys";
    case errc::private_key_among_public_keys:
      return "private_key_among_public_keys";
    case errc::duplicate_key_id:
      return "duplicate_key_id";
    case errc::unusable_key:
      return "unusable_key";
    case errc::no_usable_key:
      return "no_usable_key";
    case errc::short_secret:
      return "short_secret";
    case errc::secret_is_a_key:
      return "secret_is_a_key";
  }
  return "";
}

namespace {

const char* sentence_for(errc what) noexcept {
  switch (what) {
    case errc::token_too_long:
      return R"(send a token of at most 8192 characters: fewer nodes in "nodes", or a smaller key)";
    case errc::not_compact:
      return "send a signed JWT in its compact form, three parts with dots between them; it is not encrypted";
    case errc::not_base64url:
      return "encode the parts of the token as base64url, without padding or white space";
    case errc::unreadable_header:
      return R"(make the token's header a JSON object with "alg" and perhaps "kid" as texts, and no name twice)";
    case errc::unsupported_algorithm:
      return "sign tokens with EdDSA (Ed25519), ES256, RS256 or HS256";
    case errc::unsigned_token:
      return R"(sign the token: "alg" may not be "none")";
    case errc::critical_header:
      return R"(leave "crit" and "b64" out of the token's header)";
    case errc::wrong_type:
      return R"(leave "typ" out of the token's header, or let it be "JWT": this is a token for something else)";
    case errc::unknown_key:
      return R"(give the relay the public key with this "kid", or sign with one that it has)";
    case errc::ambiguous_key:
      return R"(name the key in the token's header with "kid": the relay has several for this algorithm)";
    case errc::wrong_algorithm:
      return R"(sign with the algorithm of the key that the relay has, and say so in "alg")";
    case errc::wrong_signature:
      return "sign with the private key that belongs to the relay's public one; the token was altered or signed with "
             "another";
    case errc::unreadable_claims:
      return "make the token's claims a JSON object in which no name stands twice";
    case errc::wrong_issuer:
      return R"(set "iss" to the issuer that the relay is configured with)";
    case errc::wrong_audience:
      return R"(set "aud" to the audience that the relay is configured with)";
    case errc::no_user:
      return R"(set "sub" to the user's name: 1 to 128 octets of printable UTF-8)";
    case errc::no_expiry:
      return R"(set "exp", in seconds since 1970)";
    case errc::no_issue_time:
      return R"(set "iat", in seconds since 1970)";
    case errc::impossible_time:
      return "give times as numbers, in seconds since 1970";
    case errc::expired:
      return "make a token each time that the page asks for one, and set the clocks right: this one is over";
    case errc::not_yet_valid:
      return R"(set the clocks right, or "nbf" to now: this token is for later)";
    case errc::issued_in_the_future:
      return R"(set the backend's clock right: "iat" is ahead of the relay's by more than the leeway)";
    case errc::lives_too_long:
      return R"(set "exp" sooner after "iat": the token lives longer than the relay is configured to take)";
    case errc::no_id:
      return R"(set "jti" to a new random text of 1 to 128 octets for each token)";
    case errc::unreadable_nodes:
      return R"(set "nodes" to a list of at most 256 names of nodes; there is no word for all of them)";
    case errc::unreadable_display_name:
      return R"(set "name" to a text, or leave it out)";
    case errc::session_over:
      return R"(set "session_until" to a time to come, or leave it out)";
    case errc::used_token:
      return R"(make a new token, with a new "jti", each time that the page asks for one: this one was used)";
    case errc::too_many_tokens:
      return "try again in a minute: more tokens are in use than the relay can remember";
    case errc::keys_too_long:
      return "the file of keys is longer than 262144 octets";
    case errc::unreadable_keys:
      return R"(the file of keys is neither a JWK set ({"keys": [...]}, no name twice) nor PEM with public keys)";
    case errc::too_many_keys:
      return "there are more than 64 keys";
    case errc::secret_among_public_keys:
      return "the JWK set has a secret or a private key in it: publish public keys only, and replace this one";
    case errc::private_key_among_public_keys:
      return "the PEM file has a private key in it: give the relay public keys only";
    case errc::duplicate_key_id:
      return R"(two keys for one algorithm have the same "kid" or none: give each its own, in a JWK set)";
    case errc::unusable_key:
      return "the PEM file has a block that is no public key, or a key that is neither Ed25519, P-256 nor RSA of 2048 "
             "to 8192 bits";
    case errc::no_usable_key:
      return "the JWK set has no key for signatures that is Ed25519, P-256 or RSA of 2048 to 8192 bits";
    case errc::short_secret:
      return "a secret for HS256 has at least 32 octets";
    case errc::secret_is_a_key:
      return "the secret for HS256 is the text of a key: whoever has the public key could sign with it";
  }
  return "not an error of tokens";
}

// Boost's base has a protected destructor on purpose: nobody deletes a category.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class category final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "glasshell.tokens"; }
  [[nodiscard]] std::string message(int value) const override { return sentence_for(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& tokens_category() noexcept {
  static const category instance;
  return instance;
}

}  // namespace glasshell::relay::tokens
