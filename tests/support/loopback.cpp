#include "loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace glasshell::test {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

socket_handle make_socket() {
  socket_handle made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!made.open()) fail("socket");
  return made;
}

void await_readable(int descriptor, std::chrono::milliseconds limit) {
  pollfd waiting{descriptor, POLLIN, 0};
  const int ready = poll(&waiting, 1, static_cast<int>(limit.count()));
  if (ready == 0) errno = ETIMEDOUT;
  if (ready <= 0) fail("waiting on a socket");
}

}  // namespace

socket_handle::socket_handle(socket_handle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
socket_handle& socket_handle::operator=(socket_handle&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
socket_handle::~socket_handle() { close(); }
void socket_handle::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

loopback_listener::loopback_listener() : socket_(make_socket()) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(socket_.get(), generic, size) != 0) fail("bind");
  if (listen(socket_.get(), SOMAXCONN) != 0) fail("listen");
  if (getsockname(socket_.get(), generic, &size) != 0) fail("getsockname");
  port_ = ntohs(address.sin_port);
}

socket_handle loopback_listener::accept(std::chrono::milliseconds limit) const {
  await_readable(socket_.get(), limit);
  socket_handle taken(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!taken.open()) fail("accept");
  return taken;
}

std::uint16_t free_loopback_port() { return loopback_listener().port(); }

socket_handle connect_loopback(std::uint16_t port) {
  socket_handle made = make_socket();
  const sockaddr_in address = loopback(port);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
  const int on = 1;
  setsockopt(made.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return made;
}

void send_all(const socket_handle& to, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t sent = ::send(to.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) fail("send");
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string receive_some(const socket_handle& from, std::chrono::milliseconds limit) {
  await_readable(from.get(), limit);
  std::string octets(64 * 1024, '\0');
  const ssize_t got = recv(from.get(), octets.data(), octets.size(), 0);
  if (got < 0) fail("recv");
  octets.resize(static_cast<std::size_t>(got));
  return octets;
}

}  // namespace glasshell::test
