#include "load/shell_line.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace glasshell::load {

namespace {

using namespace std::chrono_literals;

/// A busy node starts many shells one after the other.
constexpr auto patience = 60s;

constexpr auto reads_every = 10ms;

// The mark is put together by the shell, so that the echo of the line is not taken for it.
constexpr std::string_view begin_echoes = "stty -icanon; printf 'gsh-%s' ready; exec cat >/dev/null\n";
constexpr std::string_view begin_commands = "printf 'gsh-%s' ready\n";
constexpr std::string_view ready_mark = "gsh-ready";

}  // namespace

shell_line::shell_line(asio::io_context& context, std::shared_ptr<line> carrier, login who, shell_ways ways)
    : context_(context),
      carrier_(std::move(carrier)),
      who_(std::move(who)),
      ways_(ways),
      timer_(context.get_executor()),
      pace_(context.get_executor()),
      opened_(context.get_executor()) {}

awaitable<bool> shell_line::open() {
  if (!co_await carrier_->open()) {
    end(carrier_->why());
    co_return false;
  }
  ssh::config settings;
  settings.user = who_.user;
  settings.known_hosts = {who_.host_key};
  if (ways_.window_bytes > 0) settings.first_window_bytes = settings.window_bytes = ways_.window_bytes;
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
  if (ways_.reads_bytes_per_second > 0) pace();
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
  for (;;) {
    const bytes_view all = engine_->terminal_output();
    const bytes_view shown = all.first(std::min(all.size(), may_read_bytes_));
    if (shown.empty()) return;
    const std::size_t size = shown.size();
    if (ways_.reads_bytes_per_second > 0) may_read_bytes_ -= size;
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

/// What was not there is not read later: each moment's allowance is only its own.
void shell_line::pace() {
  may_read_bytes_ = static_cast<std::size_t>(ways_.reads_bytes_per_second * reads_every / 1s);
  if (ready_) turn();
  pace_.expires_after(reads_every);
  pace_.async_wait([self = weak_from_this()](const boost::system::error_code& error) {
    const auto alive = self.lock();
    if (!error && alive) alive->pace();
  });
}

void shell_line::take(const ssh::action& said) {
  if (const auto* prompt = std::get_if<ssh::authentication_prompt>(&said)) {
    if (prompt->last != ssh::setback::none) return end("not signed in");
    engine_->answer(prompt->id, ssh::public_key_reply{secret_bytes(who_.private_key), {}}, relay::link_now());
  } else if (std::holds_alternative<ssh::shell_started>(said)) {
    const bool echoes = ways_.for_what == shell_ways::use::echoes;
    engine_->input(as_bytes_view(echoes ? begin_echoes : begin_commands), relay::link_now());
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
  pace_.cancel();
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
