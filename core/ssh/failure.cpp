#include "ssh/failure.hpp"

#include "ssh/action.hpp"

namespace glasshell::ssh {

const char* name_of(stage value) noexcept {
  switch (value) {
    case stage::banner:
      return "banner";
    case stage::key_exchange:
      return "key_exchange";
    case stage::host_key:
      return "host_key";
    case stage::authentication:
      return "authentication";
    case stage::channel:
      return "channel";
    case stage::session:
      return "session";
  }
  return "";
}

const char* name_of(cause value) noexcept {
  switch (value) {
    case cause::not_ssh:
      return "not_ssh";
    case cause::ssh_version_1:
      return "ssh_version_1";
    case cause::banner_too_long:
      return "banner_too_long";
    case cause::closed_by_peer:
      return "closed_by_peer";
    case cause::timed_out:
      return "timed_out";
    case cause::no_common_algorithm:
      return "no_common_algorithm";
    case cause::bad_signature:
      return "bad_signature";
    case cause::integrity_error:
      return "integrity_error";
    case cause::protocol_error:
      return "protocol_error";
    case cause::memory_limit:
      return "memory_limit";
    case cause::host_key_refused:
      return "host_key_refused";
    case cause::host_key_changed:
      return "host_key_changed";
    case cause::no_method_left:
      return "no_method_left";
    case cause::too_many_attempts:
      return "too_many_attempts";
    case cause::authentication_cancelled:
      return "authentication_cancelled";
    case cause::disconnected_by_peer:
      return "disconnected_by_peer";
    case cause::channel_refused:
      return "channel_refused";
    case cause::pty_refused:
      return "pty_refused";
    case cause::shell_refused:
      return "shell_refused";
    case cause::keepalive_lost:
      return "keepalive_lost";
    case cause::screen_lost:
      return "screen_lost";
    case cause::internal_error:
      return "internal_error";
  }
  return "";
}

const char* name_of(setback value) noexcept {
  switch (value) {
    case setback::none:
      return "none";
    case setback::denied:
      return "denied";
    case setback::partial_success:
      return "partial_success";
    case setback::wrong_passphrase:
      return "wrong_passphrase";
    case setback::unsupported_key_cipher:
      return "unsupported_key_cipher";
    case setback::unsupported_key_type:
      return "unsupported_key_type";
    case setback::damaged_key:
      return "damaged_key";
    case setback::not_a_private_key:
      return "not_a_private_key";
    case setback::public_key_given:
      return "public_key_given";
    case setback::certificate_mismatch:
      return "certificate_mismatch";
    case setback::key_not_accepted:
      return "key_not_accepted";
  }
  return "";
}

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nothing" : text;
}

const char* while_doing(stage where) {
  switch (where) {
    case stage::banner:
      return "while waiting for the node's SSH identification";
    case stage::key_exchange:
      return "while agreeing on keys with the node";
    case stage::host_key:
      return "while its host key was being checked";
    case stage::authentication:
      return "while signing in";
    case stage::channel:
      return "while opening the shell";
    case stage::session:
      return "in the running session";
  }
  return "";
}

std::string sentence_for(const failure& what) {
  const std::string during = while_doing(what.stage);
  switch (what.cause) {
    case cause::not_ssh:
      return "What answers at the node's address does not speak SSH; check the node's host and port.";
    case cause::ssh_version_1:
      return "The node speaks only SSH version 1, which is broken; update its SSH server.";
    case cause::banner_too_long:
      return "The node sends text without end instead of an SSH identification; check the node's host and port.";
    case cause::closed_by_peer:
      return "The node closed the connection without a word " + during + "; look into its SSH server's log.";
    case cause::timed_out:
      return "The node did not answer in time " + during + "; check its load and the network on the way.";
    case cause::no_common_algorithm:
      if (!what.mismatch) return "The node and this client have no algorithm in common.";
      return "No common algorithm for " + what.mismatch->category + ": the node offers " +
             joined(what.mismatch->theirs) + "; this client offers " + joined(what.mismatch->ours) +
             ". Allow one of ours in the node's sshd_config.";
    case cause::bad_signature:
      return "The node could not prove that it has its host key; something on the way may be posing as it.";
    case cause::integrity_error:
      return "A packet arrived damaged " + during + "; something on the way changes the data, or the node is not SSH.";
    case cause::protocol_error:
      return "The node sent what the SSH protocol does not allow " + during + "; update its SSH server.";
    case cause::memory_limit:
      return "The node made this client hold more memory than a session may " + during + ".";
    case cause::host_key_refused:
      return "The node's host key was not accepted; compare its fingerprint with the node's and try again.";
    case cause::host_key_changed:
      return "The node's host key is not the one that was accepted before: the node was set up anew, or something "
             "poses as it. Compare the fingerprint before replacing the key.";
    case cause::no_method_left:
      return "The node accepts only " + joined(what.methods) +
             " to sign in; allow publickey, password or keyboard-interactive in its sshd_config.";
    case cause::too_many_attempts:
      return "The node ended the connection after too many failed attempts to sign in; check the user and the "
             "credential.";
    case cause::authentication_cancelled:
      return "Signing in was cancelled.";
    case cause::disconnected_by_peer:
      return "The node ended the connection " + during + ".";
    case cause::channel_refused:
      return "The node would not open a session; look at MaxSessions and the user's limits there.";
    case cause::pty_refused:
      return "The node would not give a terminal; look at PermitTTY and the key's options there.";
    case cause::shell_refused:
      return "The node would not start a shell; look at the user's login shell there.";
    case cause::keepalive_lost:
      return "The node stopped answering; it is down, or the network to it is.";
    case cause::screen_lost:
      return "The terminal lost output that it was given, so the session was ended.";
    case cause::internal_error:
      return "This client failed " + during + "; please report it.";
  }
  return {};
}

}  // namespace

std::string describe(const failure& what) {
  std::string text = sentence_for(what);
  if (!what.peer_text.empty()) text += " The node said: " + what.peer_text;
  return text;
}

}  // namespace glasshell::ssh
