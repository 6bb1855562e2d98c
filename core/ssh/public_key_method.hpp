// Authentication by a private key (RFC 4252 §7): the key is shown to the server, and unlocked and signed with once it is
// wanted. No libssh2 type may enter.
#pragma once

#include "ssh/authentication_method.hpp"
#include "ssh/public_key_attempt.hpp"

#include <optional>
#include <string_view>

namespace glasshell::ssh {

class public_key_method final : public authentication_method {
 public:
  static constexpr std::string_view method_name = "publickey";

  explicit public_key_method(const authentication_context& context) : authentication_method(context) {}
  method_step begin(public_key_reply given);

  [[nodiscard]] std::string_view name() const noexcept override { return method_name; }
  method_step take(bytes_view payload) override;
  std::optional<method_step> answer(reply& with) override;
  [[nodiscard]] setback refusal() const noexcept override;

 private:
  method_step go_on();
  method_step ask_passphrase(setback why);

  std::optional<public_key_attempt> key_;  // from `begin` on
};

}  // namespace glasshell::ssh
