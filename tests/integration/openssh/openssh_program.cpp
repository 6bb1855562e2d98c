#include "openssh_program.hpp"

#include <glob.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace glasshell::relay::openssh::test {

home::home() { std::filesystem::create_directories(folder_ / ".ssh"); }

std::string home::write(const std::string& name, const std::string& text) const {
  std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
  return folder_.write(name, text);
}

std::optional<std::string> home::output_of(const std::vector<std::string>& command) const {
  auto program = glasshell::test::child_process::start(
      command, {.environment = {"HOME=" + folder_.path().string()}, .working_directory = {}});
  const auto end = program.wait(std::chrono::seconds(30));
  if (!end) throw std::runtime_error(command.front() + " does not end");
  if (!program.wait_for_end_of_output(std::chrono::seconds(30))) throw std::runtime_error("its output does not end");
  if (end->status != 0) return std::nullopt;
  return program.output();
}

std::optional<std::map<std::string, std::string>> home::ssh_g(const std::string& config,
                                                              const std::vector<std::string>& arguments) const {
  std::vector<std::string> command = {"ssh", "-G", "-F", config};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto output = output_of(command);
  if (!output) return std::nullopt;
  std::map<std::string, std::string> values;
  std::istringstream lines(*output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space != std::string::npos) values.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return values;
}

file_reader home::reader() const {
  const std::string root = folder_.path().string();
  return {.matching =
              [root](const std::string& pattern) {
                const std::string anchored = pattern.starts_with("~/") ? root + pattern.substr(1) : pattern;
                std::vector<std::string> found;
                glob_t matches{};
                if (glob(anchored.c_str(), 0, nullptr, &matches) == 0) {
                  found.assign(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
                }
                globfree(&matches);
                return found;
              },
          .read = [root](const std::string& path, std::size_t) -> std::optional<std::string> {
            if (!path.starts_with(root)) return std::nullopt;
            return glasshell::test::read_file(path);
          }};
}

}  // namespace glasshell::relay::openssh::test
