#include "relay/relay.hpp"

#include "relay/certificate_watch.hpp"
#include "relay/listener.hpp"
#include "relay/listening_sockets.hpp"
#include "relay/service.hpp"
#include "relay/version.hpp"
#include "relay/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace glasshell::relay {

namespace {

// One thread carries some gigabytes a second of ciphertext, so a few serve any machine.
constexpr std::uint32_t most_threads_by_default = 4;

// Aborted work has nothing left to wait for but its last turns; then the threads are stopped whatever they hold.
constexpr std::chrono::seconds longest_abort{2};

std::size_t thread_count(const config& settings) {
  if (settings.threads != 0) return settings.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, most_threads_by_default);
}

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown";
  }
}

/// What the configuration could not tell of systemd's sockets.
std::optional<config_error> refuse_remote(const config& settings, const std::vector<socket_address>& addresses,
                                          const std::vector<listening_socket>& operator_doors) {
  const auto is_remote = [](const socket_address& at) { return !is_unix(at) && !address_of(at).is_loopback(); };
  if (!settings.allow_anonymous && std::ranges::any_of(addresses, is_remote)) {
    return config_error{
        "a socket of systemd's is beyond loopback, where everyone who reaches the relay could reach its nodes' SSH "
        "ports: let ListenStream= name 127.0.0.1 or a path, or say that you want this with allow_anonymous = true"};
  }
  const auto is_remote_door = [&](const listening_socket& door) { return is_remote(door.address()); };
  if (!settings.operators.allow_remote && std::ranges::any_of(operator_doors, is_remote_door)) {
    return config_error{
        "a socket of systemd's for operators is beyond loopback: let ListenStream= name 127.0.0.1 or a path, or say "
        "that "
        "you want this with allow_remote = true below [operator]"};
  }
  return std::nullopt;
}

/// How many workers' threads still run.
class countdown {
 public:
  explicit countdown(std::size_t from) : left_(from) {}
  void one_less() {
    const std::lock_guard lock(mutex_);
    --left_;
    changed_.notify_all();
  }
  void wait_for_zero() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return left_ == 0; });
  }
  bool wait_for_zero(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return left_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t left_;
};

}  // namespace

struct relay::parts {
  parts(config settings, std::vector<socket_address> listens_at, static_files files)
      : common(std::move(settings), std::move(listens_at), std::move(files)), running(thread_count(common.settings)) {}

  /// Ends every worker's thread, the listeners' too.
  void stop() {
    front->abort();
    front_running.wait_for_zero(longest_abort);
    for (const auto& each : workers) each->stop();
    front->stop();
    for (const auto& each : workers) each->join();
    front->join();
    listeners.clear();  // and with them their sockets' files
    over = true;
  }

  service common;
  countdown running;  ///< the workers without the listeners'
  countdown front_running{1};
  std::vector<std::unique_ptr<worker>> workers;
  std::unique_ptr<worker> front;  ///< has the listeners, and what is answered until the very end
  std::vector<std::unique_ptr<listener>> listeners;
  std::unique_ptr<certificate_watch> certificates;
  std::uint16_t operator_port = 0;
  bool over = false;
};

relay::relay(std::unique_ptr<parts> made) noexcept : parts_(std::move(made)) {}

relay::~relay() {
  parts& all = *parts_;
  if (all.over) return;
  for (const auto& each : all.workers) each->abort();
  all.running.wait_for_zero(longest_abort);
  all.stop();
}

std::uint16_t relay::port() const noexcept { return parts_->common.port; }
std::uint16_t relay::operator_port() const noexcept { return parts_->operator_port; }
std::size_t relay::link_count() const { return parts_->common.links.count(); }
std::size_t relay::session_count() const { return parts_->common.sessions.count(); }
std::size_t relay::detached_session_count() const { return parts_->common.sessions.detached_count(); }

config_result<std::unique_ptr<relay>> relay::start(config settings) {
  static_files files;
  if (!settings.web_root.empty()) {
    auto read = static_files::read(settings.web_root);
    if (!read) return read.error();
    files = *std::move(read);
  }
  std::shared_ptr<const log> early = std::make_shared<const log>(settings.log_format, settings.log_level);
  const auto make_worker = [&early] {
    return std::make_unique<worker>([early](const std::exception_ptr& thrown) {
      early->write(log_level::error, "worker_exception", {{"error", text_of(thrown)}});
    });
  };
  auto front = make_worker();
  auto doors = open_listening_sockets(settings.listen, "listen", systemd_share::others, front->get_executor());
  if (!doors) return doors.error();
  auto operator_doors = open_listening_sockets(settings.operators.listen, "listen below [operator]",
                                               systemd_share::operators, front->get_executor());
  if (!operator_doors) return operator_doors.error();
  std::vector<socket_address> addresses;
  for (const listening_socket& each : *doors) addresses.push_back(each.address());
  if (auto refused = refuse_remote(settings, addresses, *operator_doors)) return *refused;

  auto made = std::make_unique<parts>(std::move(settings), std::move(addresses), std::move(files));
  service& common = made->common;
  if (!common.settings.tls.certificate.empty()) {
    if (auto refused = common.tls.load(common.settings.tls)) return *refused;
  }
  made->front = std::move(front);
  made->certificates = std::make_unique<certificate_watch>(common, *made->front);
  asio::co_spawn(made->front->context(), made->certificates->run(), asio::detached);
  std::vector<worker*> homes;
  for (std::size_t i = 0; i < thread_count(common.settings); ++i) {
    homes.push_back(made->workers.emplace_back(make_worker()).get());
  }
  common.workers = homes;
  common.sessions.set_homes(std::move(homes));
  const auto open = [&made, &common](std::vector<listening_socket>& sockets, audience whom) {
    for (listening_socket& each : sockets) {
      auto& door =
          made->listeners.emplace_back(std::make_unique<listener>(common, *made->front, std::move(each), whom));
      asio::co_spawn(made->front->context(), door->run(), asio::detached);
    }
  };
  if (!operator_doors->empty()) made->operator_port = port_of(operator_doors->front().address());
  const std::string operator_address = operator_doors->empty() ? "" : text_of(operator_doors->front().address());
  open(*doors, audience::browsers);
  open(*operator_doors, audience::operators);

  const config& used = common.settings;
  common.logger.info("started", {{"address", text_of(common.addresses.front())},
                                 {"port", common.port},
                                 {"operator_address", operator_address},
                                 {"operator_port", made->operator_port},
                                 {"nodes", used.nodes.size()},
                                 {"threads", made->workers.size()},
                                 {"demo", used.demo ? "yes" : "no"},
                                 {"tls", common.tls.present() ? "yes" : "no"},
                                 {"version", version()},
                                 {"page", common.page_hash}});
  for (const std::string& name : used.unknown_environment) {
    common.logger.warning("setting_unknown", {{"name", name}});
  }
  if (used.listen.beyond_loopback() && used.hosts.empty()) {
    common.logger.warning(
        "hosts_not_set",
        {{"text", "requests by other names than loopback's are refused: set hosts in the configuration"}});
  }
  for (const auto& each : made->workers) {
    each->start([&running = made->running] { running.one_less(); });
  }
  made->front->start([&running = made->front_running] { running.one_less(); });
  return std::unique_ptr<relay>(new relay(std::move(made)));
}

void relay::reload() { parts_->certificates->look(); }

/// Sessions cannot move to another relay; so where there are several, the one that goes lets its own come to their end.
void relay::linger() {
  const service& common = parts_->common;
  const auto time = common.settings.limits.linger_time;
  common.lingering = true;
  if (time.count() == 0) return;
  common.logger.info("lingering", {{"links", common.links.count()}, {"sessions", common.sessions.count()}});
  common.sessions.wait_until_empty(std::chrono::steady_clock::now() + time);
}

void relay::drain() {
  parts& all = *parts_;
  if (all.over) return;
  linger();
  all.common.draining = true;
  all.common.logger.info("draining", {{"links", all.common.links.count()}, {"sessions", all.common.sessions.count()}});
  // Before the workers begin to end: who were given to one that has ended would wait for nothing.
  countdown turning(all.listeners.size());
  for (const auto& each : all.listeners) each->turn_away([&turning] { turning.one_less(); });
  turning.wait_for_zero();
  for (const auto& each : all.workers) each->drain();
  std::size_t cut = 0;
  if (!all.running.wait_for_zero(all.common.settings.limits.drain_time)) {
    cut = all.common.links.count();
    for (const auto& each : all.workers) each->abort();
    all.running.wait_for_zero(longest_abort);
  }
  all.stop();
  all.common.logger.info("stopped", {{"links_cut", cut}});
}

}  // namespace glasshell::relay
