/* What OpenSSL and libssh2 would ask of an operating system, for a module that has none: there are no files, no environment and no
 * users, and time is an argument of the C ABI. (libssh2's time-outs by the wall clock are off, and OpenSSL's random numbers come
 * from elsewhere.) Defined here, they are not imported. */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int unsupported(void) {
  errno = ENOSYS;
  return -1;
}

time_t time(time_t* out) {
  if (out) *out = 0;
  return 0;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  (void)zone;
  *now = (struct timeval){0};
  return 0;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  (void)clock;
  *now = (struct timespec){0};
  return 0;
}

char* getenv(const char* name) {
  (void)name;
  return 0;
}

uid_t getuid(void) { return 0; }
uid_t geteuid(void) { return 0; }
gid_t getgid(void) { return 0; }
gid_t getegid(void) { return 0; }

int stat(const char* restrict path, struct stat* restrict found) {
  (void)path, (void)found;
  return unsupported();
}

DIR* opendir(const char* path) {
  (void)path;
  errno = ENOSYS;
  return 0;
}

struct dirent* readdir(DIR* folder) {
  (void)folder;
  return 0;
}

int closedir(DIR* folder) {
  (void)folder;
  return unsupported();
}
