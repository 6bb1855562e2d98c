// Who the relay is, in TLS: a certificate and its key, from files that may be replaced while it runs.
#pragma once

#include "relay/config.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace glasshell::relay {

/// @par Thread safety  Safe from any thread.
class tls_identity {
 public:
  using context = boost::asio::ssl::context;

  /// @par Errors  Files that are not there, are no certificate or key, or do not belong together: one sentence. Nothing changes
  ///   then.
  std::optional<config_error> load(const tls_settings& from);

  enum class news : std::uint8_t { none, replaced, refused };
  /// Looks whether the files have changed since the last look, and loads them if so.
  /// @param why  is given the error if they are refused; the old ones are kept then
  news reload(const tls_settings& from, std::string& why);

  /// Of connections from now on. @return null without TLS
  [[nodiscard]] std::shared_ptr<context> present() const;

 private:
  std::optional<config_error> load_now(const tls_settings& from);

  mutable std::mutex mutex_;
  std::shared_ptr<context> present_;
  std::string seen_;  ///< what tells one state of the files from another
};

}  // namespace glasshell::relay
