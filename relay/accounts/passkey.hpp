// Passkeys (WebAuthn Level 2): what we ask the browser for, and whether its answer is a passkey's. Which challenge was asked
// with, and that it is good for one answer, is for the caller to keep.
#pragma once

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "relay/accounts/passkey_key.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::accounts {

inline constexpr std::size_t challenge_bytes = 32;
inline constexpr std::size_t user_handle_bytes = 32;
inline constexpr std::size_t most_attestation_bytes = std::size_t{16} * 1024;
inline constexpr std::size_t most_assertion_data_bytes = 512;
inline constexpr std::size_t most_signature_bytes = 512;

/// Whose passkeys they are.
struct relying_party {
  std::string id;                    ///< the host's name, or a domain that it is in: "shell.example.org"
  std::string name;                  ///< shown to the user
  std::vector<std::string> origins;  ///< of our pages, exactly: "https://shell.example.org"
};

/// Whether the authenticator has to have seen who it is (a PIN, a finger), not only that somebody is there.
enum class user_verification : std::uint8_t { required, preferred, discouraged };

/// A passkey as it is kept. None of it is secret.
struct passkey {
  bytes id;
  passkey_key key;
  std::uint32_t counter = 0;
};

/// Who gets a passkey. The handle is random, so that an authenticator that is found says nothing of its owner.
struct passkey_user {
  bytes_view handle;
  std::string_view name;
  std::string_view display_name;
};

bytes new_challenge(const random_source& random);
bytes new_user_handle(const random_source& random);

/// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
/// @param known  those that the user has: no authenticator makes a second one
std::string creation_options(const relying_party& party, bytes_view challenge, const passkey_user& user,
                             std::span<const passkey> known, user_verification verification);

/// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
/// @param allowed  the user's; none to let the browser offer what it has
std::string request_options(const relying_party& party, bytes_view challenge, std::span<const passkey> allowed,
                            user_verification verification);

/// What was asked for.
struct passkey_request {
  bytes_view challenge;
  user_verification verification = user_verification::preferred;
};

/// Borrowed for the call, decoded from the base64url of `toJSON()`.
struct registration_answer {
  bytes_view client_data;
  bytes_view attestation_object;
};

struct new_passkey {
  passkey made;
  bytes model;              ///< AAGUID, by which a list of passkeys can be told apart; not proven
  std::string attestation;  ///< its format: "none" mostly; others are read, and not trusted
  bool user_verified = false;
  bool backed_up = false;
};

/// WebAuthn §7.1.
/// @par Errors  unreadable_client_data, wrong_ceremony, wrong_challenge, wrong_origin, in_a_frame, unreadable_passkey,
/// wrong_relying_party, user_absent, user_not_verified, no_credential, unusable_key
result<new_passkey> verify_registration(const relying_party& party, const passkey_request& request,
                                        const registration_answer& answer);

struct assertion_answer {
  bytes_view id;
  bytes_view client_data;
  bytes_view authenticator_data;
  bytes_view signature;
  std::optional<bytes_view> user_handle = std::nullopt;
};

struct used_passkey {
  std::size_t index = 0;      ///< which of the allowed ones it is
  std::uint32_t counter = 0;  ///< to be kept in its place
  bool user_verified = false;
  bool backed_up = false;
};

/// WebAuthn §7.2.
/// @param allowed  the passkeys of one user
/// @param user_handle  that user's
/// @par Errors  those of `verify_registration` but the last two; unknown_passkey, wrong_user_handle, wrong_signature;
/// cloned_passkey: signed, but its counter did not go on: there are two with one key
result<used_passkey> verify_assertion(const relying_party& party, const passkey_request& request,
                                      std::span<const passkey> allowed, bytes_view user_handle,
                                      const assertion_answer& answer);

}  // namespace glasshell::relay::accounts
