#include "load/shell_line.hpp"

#include <string_view>
#include <utility>
#include <variant>

namespace glasshell::load {

namespace {

using namespace std::chrono_literals;

/// A busy node starts many shells one after the other.
constexpr auto patience = 60s;

// The mark is put together by the shell, so that the echo of this line is not taken for it.
constexpr std::string_view first_command = "stty -icanon; printf 'gsh-%s' ready; exec cat >/dev/null\n";
constexpr std::string_view ready_mark = "gsh-ready";

}  // namespace

shell_line::shell_line(asio::io_context& context, std::shared_ptr<line> carrier, login who)
    : context_(context),
      carrier_(std::move(carrier)),
      who_(std::move(who)),
      timer_(context.get_executor()),
      opened_(context.get_executor()) {}

awaitable<bool> shell_line::open() {
  if (!co_await carrier_->open()) {
    end(carrier_->why());
    co_return false;
  }
  ssh::config settings;
  settings.user = who_.user;
  settings.known_hosts = {who_.host_key};
  auto made = ssh::engine::create(std::move(settings), relay::link_now());
  if (!made) {
    end("engine: " + made.error().message());
    co_return false;
  }
  engine_ = std::move(*made);
  carrier_->on_octets([self = weak_from_this()](bytes_view octets) {
    const auto alive = self.lock();
    if (!alive) return;
    alive->engine_->feed(octets, relay::link_now());
    alive->turn();
  });
  opened_.expires_after(patience);
  turn();
  if (!ready_ && why().empty()) co_await opened_.async_wait(as_values);
  if (!ready_) end("no shell in time");
  co_return is_open();
}

/// Who hears something may type at once: that is sent below.
void shell_line::turn() {
  if (std::exchange(turning_, true)) return;
  while (auto said = engine_->next_action()) take(*said);
  take_screen();
  for (bytes_view out = engine_->output(); !out.empty(); out = engine_->output()) {
    const std::size_t sent = carrier_->type(out);
    if (sent == 0) break;
    engine_->output_sent(sent);
  }
  turning_ = false;
  arm_timer();
}

void shell_line::take_screen() {
  for (bytes_view shown = engine_->terminal_output(); !shown.empty(); shown = engine_->terminal_output()) {
    const std::size_t size = shown.size();
    if (ready_) {
      heard(shown);
    } else {
      screen_.append(as_text_view(shown));
      ready_ = screen_.find(ready_mark) != std::string::npos;
      if (ready_) opened_.cancel();
    }
    engine_->terminal_output_taken(size);
    engine_->commit(size, relay::link_now());
  }
}

void shell_line::take(const ssh::action& said) {
  if (const auto* prompt = std::get_if<ssh::authentication_prompt>(&said)) {
    if (prompt->last != ssh::setback::none) return end("not signed in");
    engine_->answer(prompt->id, ssh::public_key_reply{secret_bytes(who_.private_key), {}}, relay::link_now());
  } else if (std::holds_alternative<ssh::shell_started>(said)) {
    engine_->input(as_bytes_view(first_command), relay::link_now());
  } else if (std::holds_alternative<ssh::host_key_prompt>(said)) {
    end("another host key");
  } else if (const auto* failed = std::get_if<ssh::failed>(&said)) {
    end(std::string(ssh::name_of(failed->why.stage)) + ": " + ssh::name_of(failed->why.cause));
  } else if (std::holds_alternative<ssh::closed>(said)) {
    end("the shell has ended");
  }
}

std::size_t shell_line::type(bytes_view octets) {
  if (!is_open()) return 0;
  const std::size_t taken = engine_->input(octets, relay::link_now());
  turn();
  return taken;
}

void shell_line::close() {
  if (engine_ && why().empty()) {
    engine_->disconnect(relay::link_now());
    turn();
  }
  end("closed");
}

void shell_line::end(std::string why) {
  ended(std::move(why));
  opened_.cancel();
  timer_.cancel();
  carrier_->close();
}

void shell_line::arm_timer() {
  const auto at = engine_->next_deadline();
  if (!at || !why().empty()) return;
  timer_.expires_at(relay::from_link_time(*at));
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error) return;
    self->engine_->tick(relay::link_now());
    self->turn();
  });
}

}  // namespace glasshell::load
