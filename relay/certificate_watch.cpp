#include "relay/certificate_watch.hpp"

#include <chrono>
#include <string>

namespace glasshell::relay {

namespace {

constexpr std::chrono::minutes between_looks{1};

}  // namespace

certificate_watch::certificate_watch(const service& common, worker& home)
    : tenant(home), common_(common), next_look_(home.get_executor()) {}

awaitable<void> certificate_watch::run() {
  while (!over_) {
    next_look_.expires_after(between_looks);
    const auto [cancelled] = co_await next_look_.async_wait(as_values);
    if (!cancelled) look();
  }
}

void certificate_watch::look() const {
  const tls_settings& files = common_.settings.tls;
  if (files.certificate.empty()) return;
  std::string why;
  switch (common_.tls.reload(files, why)) {
    case tls_identity::news::none:
      return;
    case tls_identity::news::replaced:
      common_.logger.info("certificate_replaced", {{"file", files.certificate}});
      return;
    case tls_identity::news::refused:
      common_.logger.warning("certificate_refused", {{"detail", why}});
      return;
  }
}

void certificate_watch::abort() {
  over_ = true;
  next_look_.cancel();
}

}  // namespace glasshell::relay
