#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace glasshell::test {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

struct descriptor {
  int value = -1;
  descriptor() = default;
  explicit descriptor(int open) : value(open) {}
  descriptor(descriptor&& other) noexcept : value(std::exchange(other.value, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(value, other.value);
    return *this;
  }
  ~descriptor() { close(); }
  void close() {
    if (value >= 0) ::close(std::exchange(value, -1));
  }
};

struct pipe_ends {
  descriptor read, write;
};

pipe_ends make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe2");
  return {descriptor(ends[0]), descriptor(ends[1])};
}

/// Between fork and exec, so only async-signal-safe calls. Never returns.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* folder, const int (&standard)[3],
                         int report, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // a crashed test leaves nothing behind
  bool ready = getppid() == parent;
  for (int number = 0; ready && number < 3; ++number) ready = dup2(standard[number], number) == number;
  if (ready && folder != nullptr) ready = chdir(folder) == 0;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  if (ready) execvpe(arguments[0], arguments, environment);
  const int error = errno;
  [[maybe_unused]] const ssize_t written = write(report, &error, sizeof error);
  _exit(127);
}

std::vector<char*> as_c_list(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> merged_environment(const std::vector<std::string>& over) {
  std::vector<std::string> merged(over);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view name = std::string_view(*entry).substr(0, std::string_view(*entry).find('=') + 1);
    bool replaced = false;
    for (const std::string& mine : over) replaced = replaced || mine.starts_with(name);
    if (!replaced) merged.emplace_back(*entry);
  }
  return merged;
}

process_end ended_with(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {.status = {}, .signal = WTERMSIG(wait_status)};
  return {.status = WEXITSTATUS(wait_status), .signal = {}};
}

}  // namespace

struct child_process::state {
  pid_t pid = -1;
  descriptor handle;  // of the process (pidfd), readable once it has ended
  descriptor input;
  descriptor output_end;
  descriptor stop_reading;  // closing its other end wakes the collector even if a grandchild holds the output open
  descriptor stop_now;
  std::optional<process_end> ended;

  std::mutex mutex;
  std::condition_variable changed;
  std::string collected;
  bool finished = false;
  std::thread collector;

  void collect() {
    char piece[4096];
    pollfd waiting[] = {{output_end.value, POLLIN, 0}, {stop_reading.value, POLLIN, 0}};
    while (poll(waiting, 2, -1) >= 0 || errno == EINTR) {
      if (waiting[0].revents == 0 && waiting[1].revents != 0) break;
      if (waiting[0].revents == 0) continue;
      const ssize_t got = read(output_end.value, piece, sizeof piece);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      const std::lock_guard lock(mutex);
      collected.append(piece, static_cast<std::size_t>(got));
      changed.notify_all();
    }
    const std::lock_guard lock(mutex);
    finished = true;
    changed.notify_all();
  }

  ~state() {
    if (pid > 0 && !ended) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
    stop_now.close();
    if (collector.joinable()) collector.join();
  }
};

child_process::child_process(std::unique_ptr<state> made) noexcept : state_(std::move(made)) {}
child_process::child_process(child_process&&) noexcept = default;
child_process& child_process::operator=(child_process&&) noexcept = default;
child_process::~child_process() = default;

child_process child_process::start(const std::vector<std::string>& command, const process_options& options) {
  std::vector<std::string> arguments(command);
  std::vector<std::string> environment = merged_environment(options.environment);
  const std::vector<char*> argument_list = as_c_list(arguments);
  const std::vector<char*> environment_list = as_c_list(environment);
  const char* folder = options.working_directory.empty() ? nullptr : options.working_directory.c_str();

  pipe_ends input = make_pipe();
  pipe_ends output = make_pipe();
  pipe_ends report = make_pipe();  // closed by a successful exec
  pipe_ends waker = make_pipe();
  const int standard[3] = {options.standard_input >= 0 ? options.standard_input : input.read.value,
                           options.standard_output >= 0 ? options.standard_output : output.write.value,
                           output.write.value};
  auto made = std::make_unique<state>();
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) fail("fork");
  if (pid == 0) become(argument_list.data(), environment_list.data(), folder, standard, report.write.value, parent);

  made->pid = pid;
  made->handle = descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (made->handle.value < 0) fail("pidfd_open");
  report.write.close();
  int error = 0;
  if (read(report.read.value, &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
    throw std::system_error(error, std::generic_category(), "cannot execute " + command.front());
  }
  if (options.standard_input < 0) made->input = std::move(input.write);
  made->output_end = std::move(output.read);
  made->stop_reading = std::move(waker.read);
  made->stop_now = std::move(waker.write);
  made->collector = std::thread(&state::collect, made.get());
  return child_process(std::move(made));
}

pid_t child_process::pid() const noexcept { return state_->pid; }

void child_process::send_signal(int number) const {
  if (!state_->ended) kill(state_->pid, number);
}

std::optional<process_end> child_process::wait(std::chrono::milliseconds limit) {
  if (state_->ended) return state_->ended;
  pollfd waiting{state_->handle.value, POLLIN, 0};
  const auto until = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) break;
    if (ready == 0) return std::nullopt;
    if (errno != EINTR) fail("poll");
  }
  int status = 0;
  if (waitpid(state_->pid, &status, 0) != state_->pid) fail("waitpid");
  state_->ended = ended_with(status);
  return state_->ended;
}

process_end child_process::stop(std::chrono::milliseconds grace) {
  send_signal(SIGTERM);
  if (const auto end = wait(grace)) return *end;
  send_signal(SIGKILL);
  return *wait(std::chrono::hours(1));
}

std::string child_process::output() const {
  const std::lock_guard lock(state_->mutex);
  return state_->collected;
}

bool child_process::wait_for_output(std::string_view text, std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  const auto seen = [&] { return state_->collected.find(text) != std::string::npos; };
  state_->changed.wait_for(lock, limit, [&] { return seen() || state_->finished; });
  return seen();
}

bool child_process::wait_for_end_of_output(std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, limit, [&] { return state_->finished; });
}

void child_process::write_input(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(state_->input.value, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write to the program's input");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void child_process::close_input() { state_->input.close(); }

std::string run(const std::vector<std::string>& command, std::chrono::milliseconds limit) {
  child_process program = child_process::start(command);
  program.close_input();
  const auto end = program.wait(limit);
  program.wait_for_end_of_output(std::chrono::seconds(1));
  if (!end || end->status != 0) {
    throw std::runtime_error(command.front() + (end ? " failed: " : " took too long: ") + program.output());
  }
  return program.output();
}

}  // namespace glasshell::test
