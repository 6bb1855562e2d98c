#include "support/sshd.hpp"

#include "ssh/base64.hpp"
#include "support/loopback.hpp"

#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace glasshell::test {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* server_program = "/usr/sbin/sshd";
constexpr const char* private_uid = "54321";
constexpr int start_attempts = 5;  // the port may be taken between the moment it was chosen and the start

std::string current_user() {
  const passwd* entry = getpwuid(getuid());
  return entry == nullptr ? "root" : entry->pw_name;
}

/// "ecdsa384" is ssh-keygen's -t ecdsa -b 384.
std::vector<std::string> arguments_of(const std::string& key_type) {
  if (!key_type.starts_with("ecdsa") || key_type == "ecdsa") return {"-t", key_type};
  return {"-t", "ecdsa", "-b", key_type.substr(std::string_view("ecdsa").size())};
}

std::string lines(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& line : list) text += line + "\n";
  return text;
}

}  // namespace

key_pair make_key(const temporary_directory& folder, std::string_view name, const std::vector<std::string>& kind,
                  std::string_view passphrase) {
  const std::string path = folder / name;
  std::vector<std::string> command = {"ssh-keygen", "-q", "-N", std::string(passphrase), "-C", "test key", "-f", path};
  command.insert(command.end(), kind.begin(), kind.end());
  run(command);
  std::string line = read_file(path + ".pub");
  if (line.ends_with('\n')) line.pop_back();
  return {.private_key = read_file(path), .public_key = line, .path = path};
}

ssh::known_host_key known_host_key_of(std::string_view public_line) {
  const std::size_t space = public_line.find(' ');
  const std::string_view type = public_line.substr(0, space);
  const std::string_view rest = public_line.substr(space + 1);
  return {.type = std::string(type), .blob = ssh::base64_decoded(rest.substr(0, rest.find_first_of(" \n"))).value()};
}

sshd::sshd(const options& chosen) : user_(chosen.private_user.empty() ? current_user() : chosen.private_user) {
  for (const std::string& type : chosen.host_key_types) make_key(folder_, "host_" + type, arguments_of(type));
  const fs::path authorized = folder_.write("authorized_keys", lines(chosen.authorized));
  fs::permissions(authorized, fs::perms::others_read, fs::perm_options::add);  // the server reads it as the user
  if (!chosen.private_user.empty()) make_private_user(chosen);
  // sshd wants this folder when it starts as root; Debian's service makes it.
  if (getuid() == 0) fs::create_directories("/run/sshd");
  for (int attempt = 1; process_ == nullptr; ++attempt) {
    start(chosen);
    if (process_ == nullptr && attempt == start_attempts) throw std::runtime_error("sshd does not start");
  }
}

std::vector<std::string> sshd::default_pam_lines() {
  return {"auth required pam_unix.so nodelay", "account required pam_unix.so", "password required pam_unix.so",
          "session required pam_permit.so"};
}

/// What differs from the machine's /etc: it is laid over it in the server's namespace alone.
void sshd::make_private_user(const options& chosen) {
  const fs::path root = folder_.path();
  fs::permissions(root, fs::perms::others_exec, fs::perm_options::add);  // the user passes through to the home folder
  for (const char* name : {"etc", "etc/pam.d", "work", "home"}) fs::create_directory(root / name);
  std::string hash = run({"openssl", "passwd", "-6", chosen.password});
  hash.pop_back();
  // Days since 1970 of the last change; 0 asks for a new password at once (shadow(5)).
  const char* changed = chosen.age == options::password_age::expired ? "0" : "19000";
  const std::string user = chosen.private_user;
  folder_.write("etc/passwd", read_file("/etc/passwd") + user + ":x:" + private_uid + ":" + private_uid +
                                  "::" + (root / "home").string() + ":/bin/bash\n");
  folder_.write("etc/group", read_file("/etc/group") + user + ":x:" + private_uid + ":\n");
  folder_.write("etc/shadow", read_file("/etc/shadow") + user + ":" + hash + ":" + changed + ":0:99999:7:::\n");
  folder_.write("etc/pam.d/sshd", lines(chosen.pam_lines));
  for (const char* name : {"etc/passwd", "etc/group", "etc/pam.d/sshd"}) {
    fs::permissions(root / name, fs::perms::group_read | fs::perms::others_read, fs::perm_options::add);
  }
  for (const auto& [name, content] : chosen.home_files) folder_.write("home/" + name, content);
  run({"chown", "-R", std::string(private_uid) + ":" + private_uid, (root / "home").string()});
}

void sshd::start(const options& chosen) {
  port_ = free_loopback_port();
  std::string text = lines(chosen.configuration);
  for (const std::string& type : chosen.host_key_types) text += "HostKey " + folder_ / ("host_" + type) + "\n";
  text += "ListenAddress 127.0.0.1\nPort " + std::to_string(port_) + "\n";
  text += "AuthorizedKeysFile " + folder_ / "authorized_keys" + "\n";
  text +=
      "PidFile none\nLogLevel VERBOSE\nStrictModes no\nUseDNS no\nPrintMotd no\nPrintLastLog no\n"
      "PermitRootLogin yes\nMaxStartups 100\nAcceptEnv LANG LC_* COLORTERM GLASSHELL_*\n";
  text += chosen.private_user.empty() ? "UsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
                                      : "UsePAM yes\nPasswordAuthentication yes\nKbdInteractiveAuthentication yes\n";
  const std::string file = folder_.write("sshd_config", text);
  std::vector<std::string> command = {server_program, "-D", "-e", "-f", file};
  if (!chosen.private_user.empty()) {
    text = "mount -t overlay overlay -o lowerdir=/etc,upperdir=" + folder_ / "etc" + ",workdir=" + folder_ / "work" +
           " /etc && exec " + server_program + " -D -e -f " + file;
    command = {"unshare", "--mount", "--propagation", "private", "sh", "-c", text};
  }
  auto process = std::make_unique<child_process>(child_process::start(command));
  if (process->wait_for_output("Server listening on 127.0.0.1 port " + std::to_string(port_), 10s)) {
    process_ = std::move(process);
  } else if (process->output().find("Address already in use") == std::string::npos) {
    throw std::runtime_error("sshd does not start: " + process->output());
  }
}

std::string sshd::user() const { return user_; }

ssh::known_host_key sshd::host_key(std::string_view type) const {
  return known_host_key_of(read_file(folder_ / ("host_" + std::string(type) + ".pub")));
}

bool sshd::wait_for_log(std::string_view text) const { return process_->wait_for_output(text, 20s); }

std::vector<pid_t> sshd::session_pids() const {
  std::vector<pid_t> found;
  std::ifstream children("/proc/" + std::to_string(pid()) + "/task/" + std::to_string(pid()) + "/children");
  std::copy(std::istream_iterator<pid_t>(children), {}, std::back_inserter(found));
  return found;
}

}  // namespace glasshell::test
