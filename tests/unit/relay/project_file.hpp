// A file of the project as text, for tests that hold documents against the code. Knows nothing of what is in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace glasshell::relay {

inline const std::filesystem::path source_folder = GLASSHELL_SOURCE_FOLDER;

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace glasshell::relay
