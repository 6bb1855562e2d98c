// What the methods of user authentication have in common (RFC 4252 §5): each begins with a request, may hear messages of its
// own and ask the person, and ends with the server's verdict or by itself. No libssh2 type may enter.
#pragma once

#include "base/bytes.hpp"
#include "ssh/action.hpp"
#include "ssh/action_queue.hpp"
#include "ssh/memory_wipe.hpp"
#include "ssh/message.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace glasshell::ssh {

/// What a person may send: a packet takes 32 KiB, and nobody's password is longer than this.
inline constexpr std::size_t secret_limit_bytes = std::size_t{8} * 1024;

/// What a signature is bound to, and which the server takes.
struct session_facts {
  bytes session_id;
  std::function<std::string()> signature_algorithms;  ///< asked when needed: the list may come at any time
};

/// What every method works with.
struct authentication_context {
  packet_sender& out;
  action_queue& said;
  std::string user;
  session_facts session;
};

struct servers_turn {};
/// What follows a step of a method: the server's word is awaited; a prompt is open; the method cannot go on, but another may;
/// authentication cannot go on.
using method_step = std::variant<servers_turn, prompt_id, setback, cause>;

/// @par Lifetime  The context outlives it.
class authentication_method {
 public:
  virtual ~authentication_method() = default;
  authentication_method(const authentication_method&) = delete;
  authentication_method& operator=(const authentication_method&) = delete;

  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// Message 60, whose meaning is the method's own. It comes while the server's word is awaited.
  virtual method_step take(bytes_view payload) = 0;
  /// The answer to its open prompt, wiped as soon as it is used. @return nothing if it does not fit
  virtual std::optional<method_step> answer(reply& with) = 0;
  /// What it means that the server refuses now.
  [[nodiscard]] virtual setback refusal() const noexcept { return setback::denied; }
  /// Whether the open prompt is the server's own question, on which it may still give up.
  [[nodiscard]] virtual bool server_is_asking() const noexcept { return false; }

 protected:
  explicit authentication_method(const authentication_context& context) : context_(context) {}
  [[nodiscard]] const authentication_context& context() const noexcept { return context_; }

 private:
  const authentication_context& context_;
};

/// The beginning that all requests have.
secret_buffer authentication_request(std::string_view user, std::string_view method);

/// The server's words, printable and bounded.
std::string shown_text(bytes_view text);

}  // namespace glasshell::ssh
