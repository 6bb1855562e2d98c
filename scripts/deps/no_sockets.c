/* The socket calls that libssh2 names in its default callbacks and in its waits, for a WebAssembly module that has no
 * sockets: each fails, as on a system that does not support them. Glasshell hands libssh2 its own callbacks and never lets it
 * wait, so none of these runs. They are part of the wasm libssh2.a, where the linker finds them before Emscripten's
 * JavaScript ones, which need a file system. */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

static int unsupported(void) {
  errno = ENOTSUP;
  return -1;
}

ssize_t recv(int fd, void* buffer, size_t length, int flags) {
  (void)fd, (void)buffer, (void)length, (void)flags;
  return unsupported();
}

ssize_t send(int fd, const void* buffer, size_t length, int flags) {
  (void)fd, (void)buffer, (void)length, (void)flags;
  return unsupported();
}

int socket(int domain, int type, int protocol) {
  (void)domain, (void)type, (void)protocol;
  return unsupported();
}

int connect(int fd, const struct sockaddr* address, socklen_t length) {
  (void)fd, (void)address, (void)length;
  return unsupported();
}

int shutdown(int fd, int how) {
  (void)fd, (void)how;
  return unsupported();
}

int poll(struct pollfd* fds, nfds_t count, int timeout) {
  (void)fds, (void)count, (void)timeout;
  return unsupported();
}
