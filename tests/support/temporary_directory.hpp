// A folder of its own for one test, mode 0700, gone with everything in it when the test is over.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace glasshell::test {

class temporary_directory {
 public:
  /// @par Errors  Throws std::system_error if the folder cannot be made.
  temporary_directory();
  ~temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] std::string operator/(std::string_view name) const { return (path_ / name).string(); }

  /// Writes a file with mode 0600, replacing any of that name. @return its path
  std::string write(std::string_view name, std::string_view content) const;
  /// The same with mode 0700.
  std::string write_executable(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// The whole file. @par Errors  Throws std::runtime_error if it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace glasshell::test
