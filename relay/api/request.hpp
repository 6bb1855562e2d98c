// A request to the API once HTTP is out of the way, and its answer before it is HTTP again.
#pragma once

#include "base/secret.hpp"
#include "base/time.hpp"
#include "relay/store/records.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::api {

/// The longest body of a request.
inline constexpr std::size_t most_body_bytes = std::size_t{64} * 1024;

struct request {
  std::string method;
  std::string path;  ///< without its query, below "/api/v1"
  secret_bytes body;
  std::optional<store::token_hash> session;  ///< of the cookie that says who is signed in
  std::optional<store::token_hash> device;   ///< of the cookie by which a browser is known again
  std::string address;                       ///< of the client
  std::string user_agent;
  store::wall_time now{};
  time_point since_start{};  ///< of a clock that is never set
};

/// A cookie to be set; the name that it has in the browser is HTTP's affair.
struct cookie {
  enum class kind : std::uint8_t { session, device };
  kind what = kind::session;
  secret_bytes value;  ///< letters and digits; empty: the cookie is removed
  std::chrono::seconds lifetime{0};
};

struct answer {
  unsigned status = 200;
  nlohmann::json body;    ///< null: none
  std::string_view word;  ///< why not, for the log and for programs
  std::vector<cookie> cookies{};
  std::optional<std::chrono::seconds> retry_after{};
};

/// What went wrong: `{"error": word, "text": …}`. @param text  says what to do
answer refusal(unsigned status, std::string_view word, std::string_view text);

}  // namespace glasshell::relay::api
