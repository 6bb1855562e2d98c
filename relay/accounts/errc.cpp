#include "relay/accounts/errc.hpp"

#include <string>

namespace glasshell::relay::accounts {

namespace {

const char* sentence_for(errc what) noexcept {
  switch (what) {
    case errc::password_too_short:
      return "a password has at least 8 octets";
    case errc::password_too_long:
      return "a password has at most 1024 octets";
    case errc::password_has_nul:
      return "a password has no NUL in it";
    case errc::wrong_password:
      return "the password is wrong";
    case errc::unreadable_hash:
      return "what is kept of the password is no argon2id hash within our limits";
    case errc::out_of_memory:
      return "there was no memory to hash a password in";
    case errc::unreadable_code:
      return "what was typed is not a code of this kind";
    case errc::wrong_code:
      return "the code is wrong";
    case errc::used_code:
      return "the code, or a later one, was used before";
    case errc::unreadable_secret:
      return "what is kept of the authenticator app is no key";
    case errc::unreadable_client_data:
      return "what the browser says of the page is not JSON as WebAuthn has it";
    case errc::wrong_ceremony:
      return "the passkey's answer is one to something else";
    case errc::wrong_challenge:
      return "the passkey's answer is not to the challenge that was asked with";
    case errc::wrong_origin:
      return "the page that asked for the passkey is none of those that are configured";
    case errc::in_a_frame:
      return "the page that asked for the passkey is inside another site's";
    case errc::unreadable_passkey:
      return "what the authenticator sent is not as WebAuthn has it";
    case errc::wrong_relying_party:
      return "the passkey is one for another relying party";
    case errc::user_absent:
      return "nobody was at the authenticator";
    case errc::user_not_verified:
      return "the authenticator did not verify who it is";
    case errc::no_credential:
      return "the registration has no passkey in it";
    case errc::unusable_key:
      return "the passkey's key is none that can be used";
    case errc::unknown_passkey:
      return "the passkey is none of the user's";
    case errc::wrong_user_handle:
      return "the passkey is another user's";
    case errc::wrong_signature:
      return "the passkey's signature is wrong";
    case errc::cloned_passkey:
      return "the passkey's counter did not go on: there may be two of it";
  }
  return "not an error of accounts";
}

// Boost's base has a protected destructor on purpose: nobody deletes a category.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class category final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "glasshell.accounts"; }
  [[nodiscard]] std::string message(int value) const override { return sentence_for(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& accounts_category() noexcept {
  static const category instance;
  return instance;
}

}  // namespace glasshell::relay::accounts
