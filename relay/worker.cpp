#include "relay/worker.hpp"

#include <boost/asio/post.hpp>

#include <utility>
#include <vector>

namespace glasshell::relay {

tenant::tenant(worker& home) : home_(&home) { home.tenants_.insert(this); }
tenant::~tenant() { home_->tenants_.erase(this); }

worker::worker(exception_handler on_exception)
    : on_exception_(std::move(on_exception)), context_(1), work_(context_.get_executor()) {}

worker::~worker() {
  if (!thread_.joinable()) return;
  stop();
  thread_.join();
}

void worker::start(std::function<void()> on_finished) {
  thread_ = std::thread([this, on_finished = std::move(on_finished)] {
    run();
    on_finished();
  });
}

void worker::join() { thread_.join(); }

void worker::run() noexcept {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (...) {
      on_exception_(std::current_exception());
    }
  }
}

void worker::for_each_tenant(void (tenant::*what)()) {
  // One may end another, or itself.
  const std::vector<tenant*> all(tenants_.begin(), tenants_.end());
  for (tenant* each : all) {
    if (tenants_.contains(each)) (each->*what)();
  }
}

void worker::drain() {
  asio::post(context_, [this] {
    draining_ = true;
    work_.reset();
    for_each_tenant(&tenant::drain);
  });
}

void worker::abort() {
  asio::post(context_, [this] {
    draining_ = true;
    work_.reset();
    for_each_tenant(&tenant::abort);
  });
}

}  // namespace glasshell::relay
