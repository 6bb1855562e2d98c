// Runs a fuzz target over each file of the folders named on the command line. Not part of a fuzzing build, where libFuzzer
// brings the main().
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size);

int main(int count, char** folders) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(folders[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::vector<char> text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      const std::vector<std::uint8_t> octets(text.begin(), text.end());  // of the exact size, so that ASan sees its end
      std::fprintf(stderr, "%s\n", entry.path().filename().c_str());
      LLVMFuzzerTestOneInput(octets.data(), octets.size());
      ++files;
    }
  }
  if (files == 0) {
    std::fputs("The corpus is empty: nothing was tested.\n", stderr);
    return 1;
  }
  std::printf("%zu files replayed\n", files);
  return 0;
}
