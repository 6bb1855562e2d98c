#include "ssh/public_key_attempt.hpp"

#include "base/wire.hpp"
#include "ssh/message.hpp"
#include "ssh/user_certificate.hpp"

#include <array>
#include <utility>

namespace glasshell::ssh {

namespace {

constexpr std::string_view certificate_suffix = "-cert-v01@openssh.com";

bool lists(std::string_view comma_separated, std::string_view name) {
  while (!comma_separated.empty()) {
    const std::size_t comma = std::min(comma_separated.find(','), comma_separated.size());
    if (comma_separated.substr(0, comma) == name) return true;
    comma_separated.remove_prefix(std::min(comma + 1, comma_separated.size()));
  }
  return false;
}

}  // namespace

std::variant<public_key_attempt, setback> public_key_attempt::from(public_key_reply given) {
  auto envelope = read_envelope(given.private_key.view());
  if (const auto* unreadable = std::get_if<setback>(&envelope)) return *unreadable;
  public_key_attempt attempt;
  attempt.envelope_ = std::move(std::get<private_key_envelope>(envelope));
  attempt.certificate_line_ = std::move(given.certificate);
  if (!attempt.envelope_.encrypted) {
    if (const auto why = attempt.open({})) return *why;
  } else if (!attempt.envelope_.public_blob.empty()) {
    if (const auto why = attempt.take_public_half(attempt.envelope_.public_blob)) return *why;
  }
  return attempt;
}

std::optional<setback> public_key_attempt::take_public_half(bytes_view blob) {
  if (certificate_line_.find_first_not_of(" \t\r\n") != std::string::npos) {
    auto certificate = certificate_for(certificate_line_, blob);
    if (!certificate) return setback::certificate_mismatch;
    certificate_ = std::move(*certificate);
  }
  public_blob_ = bytes(blob.begin(), blob.end());
  return std::nullopt;
}

std::optional<setback> public_key_attempt::open(bytes_view passphrase) {
  auto opened = open_envelope(envelope_, passphrase);
  if (const auto* why = std::get_if<setback>(&opened)) return *why;
  key_ = std::move(std::get<private_key>(opened));
  envelope_.content.clear();
  envelope_.key_type = key_->type();
  return take_public_half(key_->public_blob());
}

bytes_view public_key_attempt::shown_blob() const noexcept {
  return certificate_.empty() ? public_blob_ : certificate_;
}

std::optional<std::string> public_key_attempt::algorithm(std::string_view server_list) const {
  const std::string_view suffix = certificate_.empty() ? "" : certificate_suffix;
  if (envelope_.key_type != "ssh-rsa") return envelope_.key_type + std::string(suffix);
  // A server without the list may still know SHA-2 (OpenSSH 7.0 did); one whose list lacks it does not.
  for (const char* name : {"rsa-sha2-512", "rsa-sha2-256"}) {
    if (server_list.empty() || lists(server_list, name)) return name + std::string(suffix);
  }
  return std::nullopt;
}

bytes public_key_attempt::request(std::string_view user, std::string_view algorithm, purpose what_for) const {
  bytes packet;
  wire_writer(packet)
      .u8(message::userauth_request)
      .string32(user)
      .string32("ssh-connection")
      .string32("publickey")
      .u8(what_for == purpose::signed_request ? 1 : 0)
      .string32(algorithm)
      .string32(shown_blob());
  return packet;
}

bytes public_key_attempt::signature(std::string_view algorithm, bytes_view session_id,
                                    bytes_view signed_request) const {
  if (algorithm.ends_with(certificate_suffix)) algorithm.remove_suffix(certificate_suffix.size());
  bytes data;
  wire_writer(data).string32(session_id).raw(signed_request);
  return key_ ? key_->sign(algorithm, data) : bytes();
}

}  // namespace glasshell::ssh
