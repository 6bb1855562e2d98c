// The program's command line: each file of this folder adds one command to it.
#pragma once

#include <CLI/App.hpp>

#include <functional>
#include <string>

namespace glasshell::relay {

/// What the program does once its command line is understood. @return its exit code
using action = std::function<int()>;

/// Apart from other failures, so that a supervisor need not start it again: the same command line or configuration fails the
/// same way.
inline constexpr int exit_configuration = 2;

/// Says on standard error what is wrong. @return `exit_configuration`
int complain(const std::string& text);

/// Each adds its options to `program`, and sets `chosen` when the command line asks for it.
/// @par Lifetime  `chosen` outlives the parsing.
/// @{
void add_doctor(CLI::App& program, action& chosen);
void add_serve(CLI::App& program, action& chosen);  ///< what is done without a command
/// @}

}  // namespace glasshell::relay
