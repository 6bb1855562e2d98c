// Authentication by password, and its change when the server calls it expired (RFC 4252 §8). No libssh2 type may enter.
#pragma once

#include "base/secret.hpp"
#include "ssh/authentication_method.hpp"

#include <optional>
#include <string_view>

namespace glasshell::ssh {

class password_method final : public authentication_method {
 public:
  static constexpr std::string_view method_name = "password";

  explicit password_method(const authentication_context& context) : authentication_method(context) {}
  /// @param password  wiped when this returns
  method_step begin(secret_bytes password);

  [[nodiscard]] std::string_view name() const noexcept override { return method_name; }
  method_step take(bytes_view payload) override;
  std::optional<method_step> answer(reply& with) override;

 private:
  method_step send(const secret_bytes& password, const secret_bytes* new_password);
};

}  // namespace glasshell::ssh
