// The vocabulary between the SSH engine and whoever shows it to a person: what the engine asks and says (actions) and
// what it can be told (replies). Closed unions, so that a new one breaks every driver at compile time.
#pragma once

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "ssh/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glasshell::ssh {

/// Names one prompt. An answer is used once; a stale or unknown id is refused.
using prompt_id = std::uint32_t;

/// A host key that was accepted for this node before.
struct known_host_key {
  std::string type;  ///< "ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa" …
  bytes blob;        ///< the key as on the wire (RFC 4253 §6.6)
};

struct host_key {
  std::string type;
  bytes blob;
  std::string fingerprint;  ///< "SHA256:" and 43 characters of unpadded base64, as OpenSSH prints it
  std::uint32_t bits = 0;
};

// ---- what the engine asks -------------------------------------------------------------------------------------------

/// The host key is not known (`known` is empty), or is not the known one. Reply with `host_key_decision`. Nothing that
/// proves who the user is has been asked for or sent before this.
struct host_key_prompt {
  prompt_id id = 0;
  host_key presented;
  std::vector<host_key> known;  ///< of this node; not empty means that the key has changed
};
/// Who to sign in as, if the configuration names nobody. Reply with `user_reply`.
struct user_prompt {
  prompt_id id = 0;
};
/// Why the last answer to an authentication prompt did not do.
enum class setback : std::uint8_t {
  none,
  denied,           ///< the server refused the credential
  partial_success,  ///< the server accepted it and wants another method too (RFC 4252 §5.1)
  wrong_passphrase,
  unsupported_key_cipher,  ///< the private key's encryption is not one we can read
  unsupported_key_type,
  damaged_key,  ///< looks like a private key, does not decode
  not_a_private_key,
  public_key_given,      ///< the public half was pasted
  certificate_mismatch,  ///< the certificate is not for this key, or not a user certificate
  key_not_accepted,      ///< the server does not want this key (asked before signing, RFC 4252 §7)
};
const char* name_of(setback value) noexcept;

/// Which of the server's methods to try, with its credential. Reply with `password_reply`, `public_key_reply`,
/// `keyboard_interactive_reply` or `cancel_reply`.
struct authentication_prompt {
  prompt_id id = 0;
  std::string user;
  std::vector<std::string>
      methods;  ///< that the server accepts now and we speak: password, publickey, keyboard-interactive
  setback last = setback::none;
  std::string last_method;  ///< the method that `last` speaks of
};
/// The private key is encrypted. Reply with `passphrase_reply` or `cancel_reply`.
struct passphrase_prompt {
  prompt_id id = 0;
  std::string key_type;
  std::string comment;
  setback last = setback::none;  ///< wrong_passphrase when asked again
};
struct question {
  std::string text;
  bool echo = false;  ///< whether what is typed may be shown (RFC 4256 §3.2)
};
/// One round of keyboard-interactive. Reply with `interactive_reply` of as many answers, or `cancel_reply`. A round
/// without questions is answered by the engine itself and shown as a `banner`.
struct interactive_prompt {
  prompt_id id = 0;
  std::string name;
  std::string instruction;
  std::vector<question> questions;
};
/// The password has expired (RFC 4252 §8). Reply with `new_password_reply` or `cancel_reply`.
struct new_password_prompt {
  prompt_id id = 0;
  std::string text;
};

// ---- what the engine says -------------------------------------------------------------------------------------------

/// The server's words before or during authentication (RFC 4252 §5.4), made printable.
struct banner {
  std::string text;
};
/// What was negotiated (RFC 4253 §7.1). Said after the first key exchange and after each rekey.
struct negotiated {
  std::string server_software;  ///< the server's identification string, made printable
  std::string kex, host_key, cipher_to_server, cipher_to_client, mac_to_server, mac_to_client;
  std::uint32_t rekeys = 0;
};
/// The host key was already known and is the same.
struct host_key_known {
  host_key presented;
};
struct authenticated {
  std::string method;  ///< the last one
};
/// The shell runs: input is taken from here on.
struct shell_started {};
/// The queue of input has room again after `input` took less than it was given.
struct input_ready {};
/// The round trip to the node itself, by an answered keepalive.
struct node_round_trip {
  duration value{};
};
/// The shell ended. Nothing given means that the server did not say (never 0).
struct exited {
  std::optional<std::uint32_t> status;
  std::optional<std::string> signal;  ///< without "SIG" (RFC 4254 §6.10)
  std::string message;
};
/// The session is over and all output was delivered. Nothing follows.
struct closed {};
/// The session failed. Nothing follows but output that is already in `terminal_output()`.
struct failed {
  failure why;
};

using action = std::variant<host_key_prompt, user_prompt, authentication_prompt, passphrase_prompt, interactive_prompt,
                            new_password_prompt, banner, negotiated, host_key_known, authenticated, shell_started,
                            input_ready, node_round_trip, exited, closed, failed>;

// ---- what the engine can be told ------------------------------------------------------------------------------------

enum class host_key_decision : std::uint8_t {
  refuse,
  accept,   ///< an unknown key; for a changed key this is taken as `refuse`
  replace,  ///< a changed key, deliberately
};
struct user_reply {
  std::string user;
};
struct password_reply {
  secret_bytes password;
};
struct public_key_reply {
  secret_bytes private_key;  ///< OpenSSH or PEM text
  std::string certificate;   ///< one line of a `-cert.pub` file; empty for none
};
struct keyboard_interactive_reply {};
struct passphrase_reply {
  secret_bytes passphrase;
};
struct interactive_reply {
  std::vector<secret_bytes> answers;
};
struct new_password_reply {
  secret_bytes old_password;
  secret_bytes new_password;
};
/// Gives this prompt up: from a passphrase or an interactive prompt back to the choice of method, from that to the end.
struct cancel_reply {};

using reply = std::variant<host_key_decision, user_reply, password_reply, public_key_reply, keyboard_interactive_reply,
                           passphrase_reply, interactive_reply, new_password_reply, cancel_reply>;

}  // namespace glasshell::ssh
