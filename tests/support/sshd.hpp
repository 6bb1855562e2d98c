// A real OpenSSH server on loopback, with keys, configuration and users of its own; nothing of the machine's SSH is read or
// changed. It ends with this object.
#pragma once

#include "ssh/action.hpp"
#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glasshell::test {

/// A key pair as ssh-keygen writes it.
struct key_pair {
  std::string private_key;  ///< text
  std::string public_key;   ///< one line
  std::string path;         ///< of the private half
};

/// @param kind  arguments for ssh-keygen, such as {"-t", "ed25519"}
key_pair make_key(const temporary_directory& folder, std::string_view name, const std::vector<std::string>& kind,
                  std::string_view passphrase = "");

/// The key of a `.pub` line.
ssh::known_host_key known_host_key_of(std::string_view public_line);

class sshd {
 public:
  /// Passwords by pam_unix, without its delay after a wrong one.
  static std::vector<std::string> default_pam_lines();

  struct options {
    std::vector<std::string> configuration = {};            ///< lines before the fixture's own, so that they win
    std::vector<std::string> authorized = {};               ///< lines of authorized_keys
    std::vector<std::string> host_key_types = {"ed25519"};  ///< "rsa", "ecdsa", or with its size: "ecdsa384"
    /// Not empty: the server runs in a mount namespace of its own, in whose /etc this user exists and PAM asks as
    /// `pam_lines` say; needs root. Empty: the current user, by key only.
    std::string private_user = {};
    std::string password = {};
    enum class password_age : std::uint8_t { fresh, expired };
    password_age age = password_age::fresh;
    std::vector<std::string> pam_lines = default_pam_lines();
    /// Files of the user's home folder: name and content.
    std::vector<std::pair<std::string, std::string>> home_files = {};
  };

  explicit sshd(const options& chosen);

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::string user() const;
  [[nodiscard]] ssh::known_host_key host_key(std::string_view type = "ed25519") const;
  [[nodiscard]] const temporary_directory& folder() const noexcept { return folder_; }
  [[nodiscard]] std::string log() const { return process_->output(); }
  [[nodiscard]] bool wait_for_log(std::string_view text) const;
  [[nodiscard]] pid_t pid() const { return process_->pid(); }
  /// The processes that serve connections now: the children of the listening one.
  [[nodiscard]] std::vector<pid_t> session_pids() const;

 private:
  void start(const options& chosen);
  void make_private_user(const options& chosen);

  temporary_directory folder_;
  std::uint16_t port_ = 0;
  std::string user_;
  std::unique_ptr<child_process> process_;
};

}  // namespace glasshell::test
