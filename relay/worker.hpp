// One thread with its own io_context, and what lives on it. Everything of one connection happens on one worker, so nothing
// there is locked.
#pragma once

#include "relay/asio.hpp"
#include "relay/metrics.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>

namespace glasshell::relay {

class worker;

/// Something on a worker that has to end when the relay does. @par Thread safety  Its worker's thread only.
class tenant {
 public:
  explicit tenant(worker& home);
  virtual ~tenant();
  tenant(const tenant&) = delete;
  tenant& operator=(const tenant&) = delete;

  /// Come to an end: tell the peer, and take no longer than the relay's drain time.
  virtual void drain() = 0;
  /// End now.
  virtual void abort() = 0;

 protected:
  [[nodiscard]] worker& home() const noexcept { return *home_; }

 private:
  worker* home_;
};

/// @par Thread safety  `drain`, `abort`, `stop` and `finished` from any thread; the rest before `start` or on its own thread.
class worker {
 public:
  using exception_handler = std::function<void(std::exception_ptr)>;

  /// @param on_exception  hears of an exception that reached the thread: a bug
  explicit worker(exception_handler on_exception);
  ~worker();
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  [[nodiscard]] asio::io_context& context() noexcept { return context_; }
  [[nodiscard]] executor get_executor() noexcept { return context_.get_executor(); }

  /// @param on_finished  called on the thread as its last act
  void start(std::function<void()> on_finished);
  void join();

  void drain();
  void abort();
  /// Ends the thread even if something still holds it, such as a name lookup that does not return.
  void stop() { context_.stop(); }

  [[nodiscard]] bool draining() const noexcept { return draining_; }

  /// Written on its own thread only, read on any.
  [[nodiscard]] worker_metrics& metrics() noexcept { return metrics_; }

 private:
  friend class tenant;
  void run() noexcept;
  void for_each_tenant(void (tenant::*what)());

  worker_metrics metrics_;
  std::unordered_set<tenant*> tenants_;  // before the context, whose destruction may still end some
  exception_handler on_exception_;
  bool draining_ = false;
  asio::io_context context_;
  asio::executor_work_guard<executor> work_;
  std::thread thread_;
};

}  // namespace glasshell::relay
