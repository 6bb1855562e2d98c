// One private key, with or without a certificate, on its way from the prompt to a signature that a server accepts
// (RFC 4252 §7, RFC 8332): it is shown to the server first, and only a wanted key is unlocked and signs.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"
#include "ssh/private_key.hpp"
#include "ssh/private_key_envelope.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::ssh {

class public_key_attempt {
 public:
  /// @return why the key or its certificate cannot be used at all, or the attempt
  static std::variant<public_key_attempt, setback> from(public_key_reply given);

  /// Whether the public half is known, so that the server can be asked; an encrypted PEM tells it only when opened.
  [[nodiscard]] bool can_be_shown() const noexcept { return !public_blob_.empty(); }
  [[nodiscard]] bool is_open() const noexcept { return key_.has_value(); }
  [[nodiscard]] bool is_wanted() const noexcept { return wanted_; }
  void set_wanted() noexcept { wanted_ = true; }
  [[nodiscard]] const std::string& key_type() const noexcept { return envelope_.key_type; }

  /// Unlocks the key. @return why not
  std::optional<setback> open(bytes_view passphrase);

  /// What the server gets to see: the certificate, or the public key.
  [[nodiscard]] bytes_view shown_blob() const noexcept;
  /// The algorithm to sign with: an RSA key signs with SHA-2 only.
  /// @param server_list  of signature algorithms, comma-separated; empty if the server named none
  /// @return nothing if the server takes none that we make
  [[nodiscard]] std::optional<std::string> algorithm(std::string_view server_list) const;
  /// The request "would you take this key?", or the beginning of the one that a signature ends.
  enum class purpose : std::uint8_t { query, signed_request };
  [[nodiscard]] bytes request(std::string_view user, std::string_view algorithm, purpose what_for) const;
  /// @return the signature; empty if it cannot be made
  [[nodiscard]] bytes signature(std::string_view algorithm, bytes_view session_id, bytes_view signed_request) const;

 private:
  public_key_attempt() = default;
  [[nodiscard]] std::optional<setback> take_public_half(bytes_view blob);

  private_key_envelope envelope_;
  std::string certificate_line_;
  bytes certificate_;
  bytes public_blob_;
  std::optional<private_key> key_;
  bool wanted_ = false;
};

}  // namespace glasshell::ssh
