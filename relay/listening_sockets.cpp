#include "relay/listening_sockets.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

namespace glasshell::relay {

namespace {

using boost::system::error_code;
using local = asio::local::stream_protocol;

// sd_listen_fds(3)
constexpr int first_systemd_descriptor = 3;
constexpr int most_systemd_descriptors = 64;

// Its owner and its group may connect; a proxy of another user gets there by the group, or by a socket of systemd's.
constexpr mode_t unix_socket_mode = 0660;

config_error cannot_listen(const listen_place& place, std::string_view setting, const std::string& why) {
  return config_error{"cannot listen on " + place.text() + ": " + why + "; stop what uses it, or set another `" +
                      std::string(setting) + "`"};
}

config_result<std::vector<listening_socket>> one(stream_acceptor acceptor, std::string path) {
  std::vector<listening_socket> made;
  made.emplace_back(std::move(acceptor), std::move(path));
  return made;
}

config_result<std::vector<listening_socket>> open_port(const listen_place& place, std::string_view setting,
                                                       const executor& on) {
  const tcp::endpoint address(place.address, place.port);
  stream_acceptor acceptor(on);
  error_code error;
  acceptor.open(address.protocol(), error);
  // A restart must not wait for the last run's connections to be forgotten.
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(address, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(place, setting, error.message());
  return one(std::move(acceptor), "");
}

/// A file that the last run left behind, because it was killed. One that somebody listens on is not touched.
void remove_stale(const std::string& path, const executor& on) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) return;
  asio::basic_stream_socket<local, executor> probe(on);
  error_code error;
  probe.connect(local::endpoint(path), error);
  if (error == asio::error::connection_refused) unlink(path.c_str());
}

config_result<std::vector<listening_socket>> open_path(const listen_place& place, std::string_view setting,
                                                       const executor& on) {
  remove_stale(place.path, on);
  stream_acceptor acceptor(on);
  error_code error;
  acceptor.open(local(), error);
  // Before anybody can connect: binding makes the file.
  if (!error && fchmod(acceptor.native_handle(), unix_socket_mode) != 0)
    error = error_code(errno, asio::error::get_system_category());
  const mode_t before = umask(static_cast<mode_t>(~unix_socket_mode & 0777U));
  if (!error) acceptor.bind(local::endpoint(place.path), error);
  umask(before);
  if (error) return cannot_listen(place, setting, error.message());
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(place, setting, error.message());
  return one(std::move(acceptor), place.path);
}

std::optional<int> number_in(const char* variable) {
  const char* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nobody sets them
  if (text == nullptr) return std::nullopt;
  const std::string_view view(text);
  int number = 0;
  const auto [rest, error] = std::from_chars(view.data(), view.data() + view.size(), number);
  if (error != std::errc{} || rest != view.data() + view.size()) return std::nullopt;
  return number;
}

/// The names of the descriptors, as far as there are any.
std::vector<std::string> descriptor_names() {
  const char* text = std::getenv("LISTEN_FDNAMES");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::vector<std::string> names;
  if (text == nullptr) return names;
  std::string_view rest(text);
  for (;;) {
    const auto colon = rest.find(':');
    names.emplace_back(rest.substr(0, colon));
    if (colon == std::string_view::npos) return names;
    rest.remove_prefix(colon + 1);
  }
}

/// @return nothing if it does not listen
std::optional<stream_acceptor> adopt(int descriptor, const executor& on) {
  int listens = 0;
  socklen_t size = sizeof(listens);
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) return std::nullopt;
  int family = 0;
  int protocol = 0;
  size = sizeof(family);
  if (getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0) return std::nullopt;
  size = sizeof(protocol);
  if (getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0) return std::nullopt;
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);  // NOLINT(cppcoreguidelines-pro-type-vararg): the system's interface
  stream_acceptor acceptor(on);
  error_code error;
  acceptor.assign(asio::generic::stream_protocol(family, protocol), descriptor, error);
  if (error) return std::nullopt;
  return acceptor;
}

config_result<std::vector<listening_socket>> take_from_systemd(std::string_view setting, systemd_share share,
                                                               const executor& on) {
  const std::string name(setting);
  const auto count = number_in("LISTEN_FDS");
  if (number_in("LISTEN_PID") != getpid() || !count || *count < 1 || *count > most_systemd_descriptors) {
    return config_error{
        "`" + name +
        "` is \"systemd\", but systemd handed down no socket: start the relay by its .socket unit, or set "
        "another `" +
        name + "`"};
  }
  const auto names = descriptor_names();
  std::vector<listening_socket> made;
  for (int i = 0; i < *count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool operators = at < names.size() && names[at] == "operator";
    if (operators != (share == systemd_share::operators)) continue;
    auto acceptor = adopt(first_systemd_descriptor + i, on);
    if (!acceptor) {
      return config_error{"systemd's socket number " + std::to_string(i + 1) +
                          " does not listen: its unit needs ListenStream= and Accept=no"};
    }
    made.emplace_back(*std::move(acceptor), "");
  }
  if (!made.empty()) return made;
  return config_error{"`" + name + "` is \"systemd\", but none of its sockets is meant for it: " +
                      (share == systemd_share::operators ? "one needs FileDescriptorName=operator"
                                                         : "one needs another name than \"operator\"")};
}

}  // namespace

socket_address listening_socket::address() const {
  error_code ignored;
  return acceptor_.local_endpoint(ignored);
}

void listening_socket::close() {
  error_code ignored;
  acceptor_.close(ignored);
  if (!path_.empty()) unlink(std::exchange(path_, {}).c_str());
}

config_result<std::vector<listening_socket>> open_listening_sockets(const listen_place& place, std::string_view setting,
                                                                    systemd_share share, const executor& on) {
  switch (place.where) {
    case listen_place::kind::nowhere:
      return std::vector<listening_socket>();
    case listen_place::kind::tcp:
      return open_port(place, setting, on);
    case listen_place::kind::unix_path:
      return open_path(place, setting, on);
    case listen_place::kind::systemd:
      return take_from_systemd(setting, share, on);
  }
  return std::vector<listening_socket>();
}

}  // namespace glasshell::relay
