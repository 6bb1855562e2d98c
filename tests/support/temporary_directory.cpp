#include "temporary_directory.hpp"

#include <stdlib.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace glasshell::test {

namespace fs = std::filesystem;

temporary_directory::temporary_directory() {
  std::string pattern = (fs::temp_directory_path() / "glasshell-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp " + pattern);
  path_ = pattern;
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string temporary_directory::write(std::string_view name, std::string_view content) const {
  const fs::path file = path_ / name;
  fs::remove(file);
  std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  return file.string();
}

std::string temporary_directory::write_executable(std::string_view name, std::string_view content) const {
  std::string file = write(name, content);
  fs::permissions(file, fs::perms::owner_all);
  return file;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace glasshell::test
