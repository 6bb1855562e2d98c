// What the relay looks at in a request. The views live as long as the request that they were taken from.
#pragma once

#include <optional>
#include <string_view>

namespace glasshell::relay {

struct request_head {
  std::string_view method;
  std::string_view target;
  unsigned http_minor = 1;  ///< HTTP/1.x

  std::optional<std::string_view> host;
  std::optional<std::string_view> origin;
  std::optional<std::string_view> accept_encoding;
  std::optional<std::string_view> if_none_match;

  std::optional<std::string_view> connection;
  std::optional<std::string_view> upgrade;
  std::optional<std::string_view> websocket_key;
  std::optional<std::string_view> websocket_version;
  std::optional<std::string_view> websocket_protocol;
};

}  // namespace glasshell::relay
