#include "load/command_loop.hpp"

#include "load/claims.hpp"
#include "load/flood.hpp"
#include "load/tcp_line.hpp"
#include "ssh/base64.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include <unistd.h>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace glasshell::load {

namespace {

template <class T>
T next(std::istream& words, const char* what) {
  T value{};
  if (!(words >> value)) throw std::runtime_error(std::string("what is missing or wrong: ") + what);
  return value;
}

tcp::endpoint next_address(std::istream& words) {
  const auto host = next<std::string>(words, "address");
  return {asio::ip::make_address(host), next<std::uint16_t>(words, "port")};
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  if (!(content << file.rdbuf())) throw std::runtime_error("cannot be read: " + path);
  return content.str();
}

/// @param line  of a `.pub` file: type, base64, perhaps a comment
ssh::known_host_key host_key_of(const std::string& line) {
  std::istringstream words(line);
  const auto type = next<std::string>(words, "type of a host key");
  auto blob = ssh::base64_decoded(next<std::string>(words, "host key"));
  if (!blob) throw std::runtime_error("no base64 in the host key");
  return {.type = type, .blob = *std::move(blob)};
}

nlohmann::json described(const typing_result& result) {
  nlohmann::json all = result.echoes.summary();
  all["unanswered"] = result.unanswered;
  return all;
}

nlohmann::json described(const crowd& all) { return {{"open", all.open_count()}, {"losses", all.losses()}}; }

}  // namespace

const char* command_loop::help() {
  return "Standard input, a command a line; KIND is link, tcp, shell or tcp_shell:\n"
         "  relay ADDRESS PORT ECHO_NODE SHELL_NODE where links and shells go: its names of the nodes\n"
         "  login ADDRESS PORT USER KEY HOST_KEY    how shells sign in; the last two are files, of the public host "
         "key\n"
         "  beat MILLISECONDS                       the silence after which links to be opened send a beat\n"
         "  windows LINK SSH                        octets, of what is opened from now on; 0: as the page has them\n"
         "  flood KIND BEFORE_MS MS OCTETS_PER_S    in a new shell, read so fast (0: at once), and Ctrl-C at its end\n"
         "  soak SECONDS SESSIONS SHELLS SEED       sessions come, flood, lose their sockets, go on and leave\n"
         "  claim PER_SECOND MILLISECONDS           other people's sessions in vain, while somebody types on one\n"
         "  open KIND COUNT AT_ONCE                 opens so many more\n"
         "  exchange KIND OCTETS                    over each that is open, and back\n"
         "  type KIND COUNT PER_SECOND MILLISECONDS keystrokes on so many at once, each awaiting its echo\n"
         "  echo KEYSTROKES PAUSE_MS KIND...        on a new one of each kind, in turn\n"
         "  count KIND                              how many are open, and why others are not\n"
         "  close KIND                              all of them\n";
}

awaitable<void> command_loop::run() {
  asio::posix::basic_stream_descriptor<relay::executor> input(context_.get_executor(), dup(STDIN_FILENO));
  std::cout << nlohmann::json{{"node_port", node_.address().port()}} << std::endl;
  std::string buffer;
  constexpr std::size_t longest_line_bytes = 4096;
  for (;;) {
    const auto [error, size] =
        co_await asio::async_read_until(input, asio::dynamic_buffer(buffer, longest_line_bytes), '\n', as_values);
    if (error) co_return context_.stop();
    std::istringstream words(buffer.substr(0, size));
    buffer.erase(0, size);
    nlohmann::json answer;
    try {
      answer = co_await perform(words);
    } catch (const std::exception& failed) {
      answer = {{"error", failed.what()}};
    }
    std::cout << answer << std::endl;
  }
}

awaitable<nlohmann::json> command_loop::perform(std::istream& words) {
  using handler = awaitable<nlohmann::json> (command_loop::*)(std::istream&);
  static const std::map<std::string, handler> handlers{
      {"relay", &command_loop::set_relay},     {"login", &command_loop::set_login},   {"beat", &command_loop::set_beat},
      {"windows", &command_loop::set_windows}, {"flood", &command_loop::flood_shell}, {"soak", &command_loop::soak_all},
      {"open", &command_loop::open},           {"exchange", &command_loop::exchange}, {"type", &command_loop::type},
      {"echo", &command_loop::echo},           {"count", &command_loop::count},       {"close", &command_loop::close},
      {"claim", &command_loop::claim},
  };
  const auto name = next<std::string>(words, "command");
  const auto found = handlers.find(name);
  if (found == handlers.end()) throw std::runtime_error("there is no command " + name);
  return (this->*found->second)(words);
}

awaitable<nlohmann::json> command_loop::set_relay(std::istream& words) {
  relay_ = next_address(words);
  link_node_ = next<std::string>(words, "node of links");
  shell_node_ = next<std::string>(words, "node of shells");
  co_return nlohmann::json::object();
}

awaitable<nlohmann::json> command_loop::set_login(std::istream& words) {
  sshd_ = next_address(words);
  login who;
  who.user = next<std::string>(words, "user");
  who.private_key = content_of(next<std::string>(words, "key"));
  who.host_key = host_key_of(content_of(next<std::string>(words, "host key")));
  login_ = std::move(who);
  co_return nlohmann::json::object();
}

awaitable<nlohmann::json> command_loop::set_beat(std::istream& words) {
  settings_.beat_interval = std::chrono::milliseconds(next<std::uint32_t>(words, "milliseconds"));
  settings_.dead_after = 3 * settings_.beat_interval;
  co_return nlohmann::json::object();
}

awaitable<nlohmann::json> command_loop::set_windows(std::istream& words) {
  const auto of_links = next<std::uint32_t>(words, "link window");
  const auto of_shells = next<std::uint32_t>(words, "SSH window");
  const link::settings standard;
  settings_.first_window_bytes = of_links > 0 ? of_links : standard.first_window_bytes;
  settings_.receive_window_bytes = of_links > 0 ? of_links : standard.receive_window_bytes;
  settings_.send_window_bytes = settings_.receive_window_bytes;
  ssh_window_bytes_ = of_shells;
  co_return nlohmann::json::object();
}

awaitable<nlohmann::json> command_loop::flood_shell(std::istream& words) {
  const auto kind = next<std::string>(words, "kind");
  const std::chrono::milliseconds warm_up(next<std::uint32_t>(words, "milliseconds before"));
  const std::chrono::milliseconds measured(next<std::uint32_t>(words, "milliseconds"));
  const auto reads = next<std::uint32_t>(words, "octets a second");
  const auto shell = make(kind, {.for_what = shell_ways::use::commands, .reads_bytes_per_second = reads});
  if (!co_await shell->open()) throw std::runtime_error(kind + ": " + shell->why());
  const flood_result result = co_await flood(context_, shell, warm_up, measured);
  shell->close();
  co_return nlohmann::json{{"mb_per_second", result.megabytes_per_second},
                           {"interrupt_ms", result.interrupt.count()},
                           {"octets_after_interrupt", result.bytes_after_interrupt}};
}

awaitable<nlohmann::json> command_loop::soak_all(std::istream& words) {
  soak_options options;
  options.duration = std::chrono::seconds(next<std::uint32_t>(words, "seconds"));
  options.sessions = next<std::size_t>(words, "sessions");
  options.shells = next<std::size_t>(words, "shells");
  options.seed = next<std::uint32_t>(words, "seed");
  const std::function<std::shared_ptr<link_line>()> make_one = [this] { return make_link(link_node_); };
  const std::function<std::shared_ptr<line>(std::shared_ptr<link_line>&)> make_shell =
      [this](std::shared_ptr<link_line>& carrier) -> std::shared_ptr<line> {
    carrier = make_link(shell_node_);
    const shell_ways ways{.for_what = shell_ways::use::commands};
    return std::make_shared<shell_line>(context_, carrier, *login_, ways);
  };
  if (options.shells > 0 && !login_) throw std::runtime_error("first say how to sign in");
  const soak_tally tally = co_await soak(context_, options, make_one, make_shell);
  co_return nlohmann::json{{"begun", tally.begun},     {"ended", tally.ended},
                           {"left", tally.left},       {"losses", tally.losses},
                           {"resumed", tally.resumed}, {"shells", tally.shells},
                           {"octets", tally.octets},   {"faults", tally.faults},
                           {"told", tally.told},       {"turned_away", tally.turned_away}};
}

awaitable<nlohmann::json> command_loop::claim(std::istream& words) {
  using namespace asio::experimental::awaitable_operators;
  claim_pace pace;
  pace.per_second = next<double>(words, "claims a second");
  pace.duration = std::chrono::milliseconds(next<std::uint32_t>(words, "milliseconds"));
  const auto owner = make_link(link_node_);
  if (!co_await owner->open()) throw std::runtime_error(owner->why());
  const std::vector<std::shared_ptr<line>> owners{owner};
  const link_address where{*relay_, link_node_, {}};
  const link::session_id known = *owner->session();
  const typing_pace typing{.keystrokes_per_second = 10, .duration = pace.duration};
  auto claiming = claim_in_vain(context_, where, known, pace);
  auto answering = type_on(context_, owners, typing);
  const auto [claims, typed] = co_await (std::move(claiming) && std::move(answering));
  const bool lives = owner->is_open();
  owner->close();
  co_return nlohmann::json{{"per_second", claims.per_second},
                           {"unknown", claims.unknown.summary()},
                           {"wrong_secret", claims.wrong_secret.summary()},
                           {"others", claims.others},
                           {"typed", described(typed)},
                           {"session_lives", lives}};
}

awaitable<nlohmann::json> command_loop::open(std::istream& words) {
  const auto kind = next<std::string>(words, "kind");
  const auto count = next<std::size_t>(words, "count");
  const auto at_once = next<std::size_t>(words, "at once");
  crowd& all = crowd_of(kind);
  const auto began = std::chrono::steady_clock::now();
  const std::function<std::shared_ptr<line>()> maker = [this, kind] { return make(kind, {}); };
  co_await all.open(count, at_once, maker);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  nlohmann::json answer = described(all);
  answer["seconds"] = took.count();
  co_return answer;
}

awaitable<nlohmann::json> command_loop::exchange(std::istream& words) {
  crowd& all = crowd_of(next<std::string>(words, "kind"));
  if (!co_await all.exchange(next<std::size_t>(words, "octets"))) throw std::runtime_error("not everything came back");
  co_return nlohmann::json::object();
}

awaitable<nlohmann::json> command_loop::type(std::istream& words) {
  const crowd& all = crowd_of(next<std::string>(words, "kind"));
  const auto lines = all.first(next<std::size_t>(words, "count"));
  typing_pace pace;
  pace.keystrokes_per_second = next<double>(words, "keystrokes a second");
  pace.duration = std::chrono::milliseconds(next<std::uint32_t>(words, "milliseconds"));
  nlohmann::json answer = described(co_await type_on(context_, lines, pace));
  answer["lines"] = lines.size();
  co_return answer;
}

awaitable<nlohmann::json> command_loop::echo(std::istream& words) {
  const auto keystrokes = next<std::size_t>(words, "keystrokes");
  const std::chrono::milliseconds pause(next<std::uint32_t>(words, "pause"));
  std::vector<std::string> kinds;
  std::vector<std::shared_ptr<line>> lines;
  for (std::string kind; words >> kind;) {
    kinds.push_back(kind);
    lines.push_back(make(kind, {}));
    if (!co_await lines.back()->open()) throw std::runtime_error(kind + ": " + lines.back()->why());
  }
  const auto results = co_await type_in_turn(context_, lines, keystrokes, pause);
  nlohmann::json answer;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    answer[kinds[i]] = described(results[i]);
    lines[i]->close();
  }
  co_return answer;
}

awaitable<nlohmann::json> command_loop::count(std::istream& words) {
  co_return described(crowd_of(next<std::string>(words, "kind")));
}

awaitable<nlohmann::json> command_loop::close(std::istream& words) {
  co_await crowd_of(next<std::string>(words, "kind")).close();
  // The relay lets its connections to the node go a moment later; until then their descriptors are taken, here too.
  std::size_t others = 0;
  for (const auto& [kind, all] : crowds_) others += all.open_count();
  steady_timer timer(context_.get_executor());
  for (int waits = 0; node_.connections() > others && waits < 500; ++waits) {
    timer.expires_after(std::chrono::milliseconds(10));
    co_await timer.async_wait(as_values);
  }
  co_return nlohmann::json::object();
}

std::shared_ptr<link_line> command_loop::make_link(const std::string& node) {
  if (!relay_) throw std::runtime_error("first say where the relay is");
  std::ostringstream routing_word;
  routing_word << std::hex << std::setfill('0') << std::setw(16) << routing_words_();
  return std::make_shared<link_line>(context_, link_address{*relay_, node, routing_word.str()}, settings_);
}

std::shared_ptr<line> command_loop::make(const std::string& kind, shell_ways ways) {
  if (kind == "tcp") return std::make_shared<tcp_line>(context_, node_.address());
  if (kind == "link") return make_link(link_node_);
  if (kind != "shell" && kind != "tcp_shell") throw std::runtime_error("there is no kind " + kind);
  if (!login_) throw std::runtime_error("first say how to sign in");
  std::shared_ptr<line> carrier;
  if (kind == "shell") {
    carrier = make_link(shell_node_);
  } else {
    carrier = std::make_shared<tcp_line>(context_, *sshd_);
  }
  ways.window_bytes = ssh_window_bytes_;
  return std::make_shared<shell_line>(context_, std::move(carrier), *login_, ways);
}

crowd& command_loop::crowd_of(const std::string& kind) { return crowds_.try_emplace(kind, context_).first->second; }

}  // namespace glasshell::load
