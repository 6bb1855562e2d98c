// glasshell-relay doctor URL: walks the hops to a relay and, if asked, on to a node, and says what is wrong.
#include "relay/doctor/doctor.hpp"

#include "relay/commands/command.hpp"
#include "relay/doctor/catalogue.hpp"
#include "relay/doctor/render.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <utility>

namespace glasshell::relay {

namespace {

// As shells have it for a program that SIGINT ended.
constexpr int exit_interrupted = 130;
constexpr int exit_bug = 1;

struct doctor_line {
  std::string url;
  std::string node;
  bool json = false;
  std::string idle;
  std::string ca_file;
  std::string resolve;
  std::string language;
  std::string timeout = "5s";
};

/// "70s", "500ms", "2m"
std::optional<std::chrono::milliseconds> parse_time(const std::string& text) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < 7 && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0) return std::nullopt;
  const std::chrono::milliseconds number(std::stol(text.substr(0, digits)));
  const std::string unit = text.substr(digits);
  if (unit == "ms") return number;
  if (unit == "s") return number * 1000;
  if (unit == "m") return number * 60'000;
  return std::nullopt;
}

std::string language_of_the_terminal() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* set = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before there are threads
    if (set != nullptr && *set != '\0') return set;
  }
  return "en";
}

std::string read_options(const doctor_line& line, doctor::options& into) {
  const auto where = doctor::parse_target(line.url);
  if (!where) return "the address must be http:// or https:// with a host, and without a user: " + line.url;
  into.where = *where;
  if (!line.node.empty() && !doctor::is_node_name(line.node)) return "no node can have this name: " + line.node;
  into.node = line.node;
  into.ca_file = line.ca_file;
  if (!line.ca_file.empty() && access(line.ca_file.c_str(), R_OK) != 0) return "cannot read --ca " + line.ca_file;
  if (!line.resolve.empty()) {
    into.resolve = doctor::parse_override(line.resolve);
    if (!into.resolve) return "--resolve takes host:port:address, as curl does";
  }
  if (!line.idle.empty()) {
    into.idle = parse_time(line.idle);
    if (!into.idle || *into.idle > std::chrono::minutes(14)) return "--idle takes a time such as 70s, 14m at most";
  }
  const auto limit = parse_time(line.timeout);
  if (!limit || *limit <= std::chrono::milliseconds(0)) return "--timeout takes a time such as 5s";
  into.limit = *limit;
  return {};
}

/// Shows the walk on standard output as it goes on.
class shown_walk {
 public:
  explicit shown_walk(const doctor_line& line)
      : words_(doctor::language_of(line.language.empty() ? language_of_the_terminal() : line.language)),
        json_(line.json),
        use_(isatty(STDOUT_FILENO) == 1 && !line.json ? doctor::colours::on : doctor::colours::off) {}

  void greet(const doctor::options& chosen) const {
    if (json_) return;
    const doctor::facts with{{"url", chosen.where.url()}, {"node", chosen.node}};
    std::cout << words_.label(chosen.node.empty() ? "examining" : "examiningNode", with) << '\n' << std::flush;
  }
  void begun(doctor::hop where) const {
    // Only a terminal has a line to put back.
    if (use_ == doctor::colours::on) std::cout << "  …       " << words_.title(where) << '\r' << std::flush;
  }
  void done(const doctor::step& what, doctor::proxy_kind proxy) const {
    if (json_) return;
    if (use_ == doctor::colours::on) std::cout << "\x1b[2K";
    std::cout << doctor::render_step(what, proxy, words_, use_) << std::flush;
  }
  void finish(const doctor::report& all) const {
    std::cout << (json_ ? doctor::render_json(all, words_) + "\n" : doctor::render_verdict(all, words_, use_))
              << std::flush;
  }

 private:
  doctor::catalogue words_;
  bool json_;
  doctor::colours use_;
};

int run_doctor(const doctor_line& line, const config_sources& from) {
  if (const std::string wrong = refuse_rest(from); !wrong.empty()) return complain(wrong);
  doctor::options chosen;
  if (const std::string wrong = read_options(line, chosen); !wrong.empty()) return complain(wrong);
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) return exit_bug;

  asio::io_context context(1);
  asio::basic_signal_set<executor> ending(context.get_executor(), SIGINT, SIGTERM);
  int code = exit_bug;
  ending.async_wait([&](boost::system::error_code cancelled, int /*number*/) {
    if (cancelled) return;
    code = exit_interrupted;
    context.stop();
  });
  const shown_walk shown(line);
  shown.greet(chosen);
  doctor::progress told{[&](doctor::hop where) { shown.begun(where); },
                        [&](const doctor::step& what, doctor::proxy_kind proxy) { shown.done(what, proxy); }};
  auto walk = doctor::examine(context.get_executor(), chosen, std::move(told));
  asio::co_spawn(context, std::move(walk), [&](const std::exception_ptr& bug, const doctor::report& all) {
    ending.cancel();
    if (bug) std::rethrow_exception(bug);
    shown.finish(all);
    code = all.exit_code();
  });
  try {
    context.run();
  } catch (const std::exception& bug) {
    std::cerr << "glasshell-relay: doctor: " << bug.what() << '\n';
  }
  // Not by returning: a name lookup under way cannot be interrupted, and the resolver's thread would be waited for.
  std::cout.flush();
  std::_Exit(code);
}

}  // namespace

void add_doctor(CLI::App& program, const config_sources& from, action& chosen) {
  CLI::App* command = program.add_subcommand(
      "doctor", "Walk the hops from here to a relay, and on to a node, and say which one is broken and what to change");
  command->allow_extras(false);  // settings are the program's, and none of them is this command's
  const auto line = std::make_shared<doctor_line>();
  command->add_option("url", line->url, "The page's address, as in a browser: https://ssh.example.org/")->required();
  command->add_option("--node", line->node, "Go on to this node of the relay's (no credential is sent)");
  command->add_flag("--json", line->json, "Print a report for programs");
  command->add_option("--idle", line->idle, "Also watch a silent WebSocket for so long, such as 70s");
  command->add_option("--ca", line->ca_file, "Certificates to trust besides the system's, in PEM");
  command->add_option("--resolve", line->resolve, "host:port:address: connect there instead of looking the name up");
  command->add_option("--timeout", line->timeout, "The longest silence in one exchange")->capture_default_str();
  command->add_option("--language", line->language, "en or pt-BR; the terminal's if not given");
  command->callback([line, &from, &chosen] { chosen = [line, &from] { return run_doctor(*line, from); }; });
}

}  // namespace glasshell::relay
