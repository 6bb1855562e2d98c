// The program's command line: each file of this folder adds one command to it.
#pragma once

#include "relay/config.hpp"

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

/// @par Errors  Every problem, for `complain`.
config_result<config> read_config(const config_sources& from);

/// For a command that reads no configuration, where settings mean nothing and anything else is a mistake.
/// @return what is wrong with the rest of the command line, for `complain`; empty if there is none
std::string refuse_rest(const config_sources& from);

/// Each adds its options to `program`, and sets `chosen` when the command line asks for it.
/// @par Lifetime  `from` and `chosen` outlive the action.
/// @{
void add_doctor(CLI::App& program, const config_sources& from, action& chosen);
void add_health(CLI::App& program, const config_sources& from, action& chosen);
void add_log_level(CLI::App& program, const config_sources& from, action& chosen);
/// What is done without a command; after the commands, none of which takes its options.
void add_serve(CLI::App& program, const config_sources& from, action& chosen);
/// @}

}  // namespace glasshell::relay
