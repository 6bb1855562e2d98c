// Proving who the user is (RFC 4252): our own code over the transport's packets, as decisions/0002 explains. One method after
// another, each of its own class, until the server is content; each prompt is an action, each answer is used once. No libssh2
// type may enter.
#pragma once

#include "ssh/authentication_method.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::ssh {

/// @par Errors  `failed()` says why it cannot go on; nothing is sent after that.
/// @par Lifetime  The sender and the actions outlive it.
class user_authentication {
 public:
  user_authentication(packet_sender& out, action_queue& said, std::string user);

  /// To be called once the host key is accepted: nothing about the user is asked or sent before.
  void begin(session_facts facts);
  /// @return false if the packet is none of authentication's
  bool take(const received_packet& packet);
  /// @param with  wiped as soon as it is used
  /// @return false if the prompt is not open or the reply does not fit it
  bool answer(prompt_id id, reply& with);

  [[nodiscard]] bool succeeded() const noexcept { return step_ == step::succeeded; }
  [[nodiscard]] const std::optional<failure>& failed() const noexcept { return failure_; }
  /// Whether the next word is the server's, so that a deadline runs.
  [[nodiscard]] bool awaits_server() const noexcept { return step_ == step::sent_none || step_ == step::method_sent; }
  /// Whether a credential was refused, so that a disconnect now means "too many attempts".
  [[nodiscard]] bool was_refused() const noexcept { return was_refused_; }

 private:
  /// Where the conversation stands: either one prompt is open, or one request is with the server.
  enum class step : std::uint8_t {
    not_begun,
    asking_user,
    sent_none,  ///< which asks for the list of methods (RFC 4252 §5.2)
    asking_method,
    method_sent,
    method_asking,
    succeeded,
    failed,
  };

  void on_success();
  void on_refused(bytes_view payload);
  void on_banner(bytes_view payload);

  bool answer_user(const reply& with);
  bool answer_method(reply& with);
  bool answer_in_method(reply& with);

  template <class Method, class... Given>
  bool start(Given&&... given);
  void follow(const method_step& next);
  void request_none();
  void ask_method(setback why, std::string last_method);
  void fail(cause why);
  /// The one that the server judges.
  [[nodiscard]] std::string method_under_way() const;

  authentication_context context_;
  step step_ = step::not_begun;
  prompt_id open_prompt_ = 0;
  std::vector<std::string> server_methods_;
  std::unique_ptr<authentication_method> method_;
  std::size_t banners_ = 0;
  bool was_refused_ = false;
  std::optional<failure> failure_;
};

}  // namespace glasshell::ssh
