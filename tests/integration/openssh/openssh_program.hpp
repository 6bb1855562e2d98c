// What the installed ssh and ssh-keygen make of the same files.
#pragma once

#include "relay/openssh/config_reader.hpp"

#include "support/child_process.hpp"
#include "support/temporary_directory.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::relay::openssh::test {

/// A home with files in it. Nothing of the real one is read.
class home {
 public:
  home();

  /// @param name  below the home, as in ".ssh/config"
  std::string write(const std::string& name, const std::string& text) const;
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

  /// `ssh -G -F config arguments`: keyword → value. @return nothing if ssh refuses
  [[nodiscard]] std::optional<std::map<std::string, std::string>> ssh_g(
      const std::string& config, const std::vector<std::string>& arguments) const;
  /// The output of a program that may fail.
  [[nodiscard]] std::optional<std::string> output_of(const std::vector<std::string>& command) const;

  /// Reads what is below this home and no other.
  [[nodiscard]] file_reader reader() const;

 private:
  glasshell::test::temporary_directory folder_;
};

}  // namespace glasshell::relay::openssh::test
