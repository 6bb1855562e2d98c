// The files of catalogue/ as they are, put into the program by the build.
#pragma once

#include <string_view>

namespace glasshell::relay::doctor {

extern const std::string_view catalogue_english;
extern const std::string_view catalogue_brazilian_portuguese;
extern const std::string_view catalogue_lines;

}  // namespace glasshell::relay::doctor
