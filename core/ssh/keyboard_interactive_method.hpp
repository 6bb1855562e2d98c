// Authentication by any number of rounds of the server's questions (RFC 4256). No libssh2 type may enter.
#pragma once

#include "base/secret.hpp"
#include "ssh/authentication_method.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace glasshell::ssh {

class keyboard_interactive_method final : public authentication_method {
 public:
  static constexpr std::string_view method_name = "keyboard-interactive";

  explicit keyboard_interactive_method(const authentication_context& context) : authentication_method(context) {}
  method_step begin();

  [[nodiscard]] std::string_view name() const noexcept override { return method_name; }
  method_step take(bytes_view payload) override;
  std::optional<method_step> answer(reply& with) override;
  [[nodiscard]] bool server_is_asking() const noexcept override { return true; }

 private:
  method_step send(const std::vector<secret_bytes>& answers);

  std::size_t questions_ = 0;
  std::size_t rounds_ = 0;
};

}  // namespace glasshell::ssh
