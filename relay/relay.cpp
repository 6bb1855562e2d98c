#include "relay/relay.hpp"

#include "relay/listener.hpp"
#include "relay/service.hpp"
#include "relay/worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace glasshell::relay {

namespace {

using boost::system::error_code;

// One thread carries some gigabytes a second of ciphertext, so a few serve any machine.
constexpr std::uint32_t most_threads_by_default = 4;

// Aborted work has nothing left to wait for but its last turns; then the threads are stopped whatever they hold.
constexpr std::chrono::seconds longest_abort{2};

std::size_t thread_count(const config& settings) {
  if (settings.threads != 0) return settings.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, most_threads_by_default);
}

config_result<tcp_acceptor> listen(const config& settings, worker& on) {
  const tcp::endpoint address(settings.listen_address, settings.listen_port);
  tcp_acceptor acceptor(on.get_executor());
  error_code error;
  acceptor.open(address.protocol(), error);
  // A restart must not wait for the last run's connections to be forgotten.
  if (!error) acceptor.set_option(tcp_acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(address, error);
  if (!error) acceptor.listen(tcp_acceptor::max_listen_connections, error);
  if (!error) return acceptor;
  return config_error{"cannot listen on " + settings.listen_address.to_string() + " port " +
                      std::to_string(settings.listen_port) + ": " + error.message() +
                      "; stop what uses it, or set another `listen`"};
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

/// How many workers' threads still run.
class countdown {
 public:
  explicit countdown(std::size_t from) : left_(from) {}
  void one_less() {
    const std::lock_guard lock(mutex_);
    --left_;
    changed_.notify_all();
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
  parts(config settings, std::uint16_t port, static_files files)
      : common(std::move(settings), port, std::move(files)), running(thread_count(common.settings)) {}

  service common;
  countdown running;
  std::vector<std::unique_ptr<worker>> workers;
  std::unique_ptr<listener> front;
  bool over = false;
};

relay::relay(std::unique_ptr<parts> made) noexcept : parts_(std::move(made)) {}

relay::~relay() {
  if (parts_->over) return;
  for (const auto& each : parts_->workers) each->abort();
  parts_->running.wait_for_zero(longest_abort);
  for (const auto& each : parts_->workers) each->stop();
  for (const auto& each : parts_->workers) each->join();
}

std::uint16_t relay::port() const noexcept { return parts_->common.port; }
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
  std::vector<std::unique_ptr<worker>> workers;
  std::shared_ptr<const log> early = std::make_shared<const log>(settings.log_format, settings.log_level);
  for (std::size_t i = 0; i < thread_count(settings); ++i) {
    workers.push_back(std::make_unique<worker>([early](const std::exception_ptr& thrown) {
      early->write(log_level::error, "worker_exception", {{"error", text_of(thrown)}});
    }));
  }
  auto acceptor = listen(settings, *workers.front());
  if (!acceptor) return acceptor.error();
  const std::uint16_t port = acceptor->local_endpoint().port();

  auto made = std::make_unique<parts>(std::move(settings), port, std::move(files));
  made->workers = std::move(workers);
  std::vector<worker*> homes;
  for (const auto& each : made->workers) homes.push_back(each.get());
  made->common.sessions.set_homes(std::move(homes));
  made->front = std::make_unique<listener>(made->common, *std::move(acceptor), made->workers);
  asio::co_spawn(made->workers.front()->context(), made->front->run(), asio::detached);

  const config& used = made->common.settings;
  made->common.logger.info("started", {{"address", used.listen_address.to_string()},
                                       {"port", port},
                                       {"nodes", used.nodes.size()},
                                       {"threads", made->workers.size()},
                                       {"demo", used.demo ? "yes" : "no"}});
  if (!used.listen_address.is_loopback() && used.hosts.empty()) {
    made->common.logger.warning(
        "hosts_not_set",
        {{"text", "requests by other names than loopback's are refused: set hosts in the configuration"}});
  }
  for (const auto& each : made->workers) {
    each->start([&running = made->running] { running.one_less(); });
  }
  return std::unique_ptr<relay>(new relay(std::move(made)));
}

void relay::drain() {
  parts& all = *parts_;
  if (all.over) return;
  all.common.logger.info("draining", {{"links", all.common.links.count()}, {"sessions", all.common.sessions.count()}});
  for (const auto& each : all.workers) each->drain();
  std::size_t cut = 0;
  if (!all.running.wait_for_zero(all.common.settings.limits.drain_time)) {
    cut = all.common.links.count();
    for (const auto& each : all.workers) each->abort();
    all.running.wait_for_zero(longest_abort);
  }
  for (const auto& each : all.workers) each->stop();
  for (const auto& each : all.workers) each->join();
  all.over = true;
  all.common.logger.info("stopped", {{"links_cut", cut}});
}

}  // namespace glasshell::relay
