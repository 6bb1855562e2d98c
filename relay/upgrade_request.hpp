// A request that asked for a link, kept until the WebSocket is up.
#pragma once

#include "relay/config.hpp"
#include "relay/routes.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

#include <cstdint>
#include <string>

namespace glasshell::relay {

struct upgrade_request {
  boost::beast::http::request<boost::beast::http::empty_body> message;
  std::string node;
  upgrade_to_link::client who = upgrade_to_link::client::probes;
  std::uint64_t routing_word = 0;    ///< 0: none
  boost::asio::ip::address address;  ///< of the client, perhaps behind a proxy
  std::uint64_t attempt = 0;
  log_level level = log_level::info;  ///< of the lines about its socket
};

}  // namespace glasshell::relay
