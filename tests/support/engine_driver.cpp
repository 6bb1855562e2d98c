#include "support/engine_driver.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace glasshell::test {

namespace {

template <class... Callable>
struct overloaded : Callable... {
  using Callable::operator()...;
};

/// The number of the prompt that an action opens, if it does.
std::optional<ssh::prompt_id> prompt_of(const ssh::action& said) {
  using id = std::optional<ssh::prompt_id>;
  return std::visit(overloaded{[](const ssh::host_key_prompt& one) -> id { return one.id; },
                               [](const ssh::user_prompt& one) -> id { return one.id; },
                               [](const ssh::authentication_prompt& one) -> id { return one.id; },
                               [](const ssh::passphrase_prompt& one) -> id { return one.id; },
                               [](const ssh::interactive_prompt& one) -> id { return one.id; },
                               [](const ssh::new_password_prompt& one) -> id { return one.id; },
                               [](const auto&) -> id { return std::nullopt; }},
                    said);
}

std::string name_of(const ssh::action& said) {
  constexpr std::array<const char*, std::variant_size_v<ssh::action>> names = {"host_key_prompt",
                                                                               "user_prompt",
                                                                               "authentication_prompt",
                                                                               "passphrase_prompt",
                                                                               "interactive_prompt",
                                                                               "new_password_prompt",
                                                                               "banner",
                                                                               "negotiated",
                                                                               "host_key_known",
                                                                               "authenticated",
                                                                               "shell_started",
                                                                               "input_ready",
                                                                               "node_round_trip",
                                                                               "exited",
                                                                               "closed",
                                                                               "failed"};
  std::string name = names.at(said.index());
  if (const auto* one = std::get_if<ssh::failed>(&said)) {
    name += std::string("(") + ssh::name_of(one->why.stage) + "/" + ssh::name_of(one->why.cause) + " " +
            one->why.peer_text + ")";
  }
  if (const auto* one = std::get_if<ssh::authentication_prompt>(&said)) {
    name += std::string("(") + ssh::name_of(one->last) + ")";
  }
  return name;
}

}  // namespace

time_point driver_now() {
  return time_point(std::chrono::duration_cast<duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

engine_driver::engine_driver(ssh::config settings, std::uint16_t port) : socket_(connect_loopback(port)) {
  fcntl(socket_.get(), F_SETFL, fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
  auto made = ssh::engine::create(std::move(settings), driver_now());
  if (!made) throw std::runtime_error("the engine cannot be made: " + made.error().message());
  engine_ = std::move(*made);
}

bool engine_driver::over() const { return last<ssh::closed>() != nullptr || last<ssh::failed>() != nullptr; }

bool engine_driver::run_until(const std::function<bool()>& met, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  settle();
  while (!met()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || over()) return false;
    exchange(left);
    settle();
  }
  return true;
}

bool engine_driver::run_until_screen_shows(std::string_view text, std::chrono::milliseconds limit) {
  return run_until([&] { return screen_.find(text) != std::string::npos; }, limit);
}

bool engine_driver::run_to_end(std::chrono::milliseconds limit) {
  return run_until([this] { return over() || open_prompt_.has_value(); }, limit);
}

void engine_driver::run_for(std::chrono::milliseconds time) {
  run_until([] { return false; }, time);
}

/// Waits for the socket or the engine's deadline, and moves octets once in each direction.
void engine_driver::exchange(std::chrono::milliseconds limit) {
  if (const auto deadline = engine_->next_deadline()) {
    limit = std::min(
        limit, std::chrono::ceil<std::chrono::milliseconds>(std::max(*deadline - driver_now(), duration::zero())));
  }
  const bool wants_to_send = sends_ && !engine_->output().empty() && !peer_ended_;
  pollfd waiting{peer_ended_ ? -1 : socket_.get(), static_cast<short>(wants_to_send ? POLLIN | POLLOUT : POLLIN), 0};
  poll(&waiting, 1, static_cast<int>(limit.count()));

  if ((waiting.revents & POLLOUT) != 0) {
    const bytes_view out = engine_->output();
    const ssize_t sent = send(socket_.get(), out.data(), out.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      if (recording_) sent_.insert(sent_.end(), out.begin(), out.begin() + sent);
      engine_->output_sent(static_cast<std::size_t>(sent));
    }
  }
  if ((waiting.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
    std::array<std::uint8_t, 64 * 1024> piece;
    const ssize_t got = recv(socket_.get(), piece.data(), piece.size(), 0);
    if (got > 0) {
      received_bytes_ += static_cast<std::uint64_t>(got);
      bytes_view rest(piece.data(), static_cast<std::size_t>(got));
      while (!rest.empty()) {
        const bytes_view now = rest.first(std::min(rest.size(), piece_limit_bytes_));
        engine_->feed(now, driver_now());
        rest = rest.subspan(now.size());
      }
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      peer_ended_ = true;
      engine_->end_of_stream(driver_now());
    }
  }
  engine_->tick(driver_now());
}

/// Takes what the engine has for the screen and the person, and says what they say.
void engine_driver::settle() {
  for (bool more = true; more;) {
    more = false;
    if (const bytes_view shown = engine_->terminal_output(); !shown.empty()) {
      const std::size_t size = shown.size();
      screen_.append(as_text_view(shown));
      shown_bytes_ += size;
      engine_->terminal_output_taken(size);
      if (screen_kind_ == screen_kind::commits_at_once) engine_->commit(size, driver_now());
      more = true;
    }
    while (auto said = engine_->next_action()) {
      if (const auto id = prompt_of(*said)) open_prompt_ = id;
      actions_.push_back(std::move(*said));
      more = true;
    }
    if (open_prompt_ && !script_.empty()) {
      ssh::reply next = std::move(script_.front());
      script_.pop_front();
      const ssh::prompt_id id = *std::exchange(open_prompt_, std::nullopt);
      if (!engine_->answer(id, std::move(next), driver_now()))
        throw std::logic_error("the reply does not fit: " + story());
      more = true;
    }
    if (!untyped_.empty()) {
      const std::size_t taken = engine_->input(as_bytes_view(untyped_), driver_now());
      untyped_.erase(0, taken);
      more = more || taken > 0;
    }
  }
}

bool engine_driver::answer(ssh::prompt_id id, ssh::reply with) {
  const bool taken = engine_->answer(id, std::move(with), driver_now());
  if (taken) open_prompt_.reset();
  return taken;
}

void engine_driver::type(std::string_view text) { untyped_ += text; }

std::string engine_driver::story() const {
  std::string text;
  for (const auto& one : actions_) text += (text.empty() ? "" : " ") + name_of(one);
  return text;
}

}  // namespace glasshell::test
