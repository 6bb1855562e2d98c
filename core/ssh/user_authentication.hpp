// Proving who the user is (RFC 4252, RFC 4256): our own code over the transport's packets, as decisions/0002 explains. Every
// method, each in any number of rounds and after one another; each prompt is an action, each answer is used once. No libssh2
// type may enter.
#pragma once

#include "base/secret.hpp"
#include "ssh/action.hpp"
#include "ssh/action_queue.hpp"
#include "ssh/message.hpp"
#include "ssh/public_key_attempt.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace glasshell::ssh {

/// @par Errors  `failed()` says why it cannot go on; nothing is sent after that.
/// @par Lifetime  The sender and the actions outlive it.
class user_authentication {
 public:
  /// What a signature is bound to, and which the server takes.
  struct session_facts {
    bytes session_id;
    std::function<std::string()> signature_algorithms;  ///< asked when needed: the list may come at any time
  };

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
  [[nodiscard]] bool awaits_server() const noexcept;
  /// Whether a credential was refused, so that a disconnect now means "too many attempts".
  [[nodiscard]] bool was_refused() const noexcept { return was_refused_; }

 private:
  /// Where the conversation stands: either one prompt is open, or one request is with the server.
  enum class step : std::uint8_t {
    not_begun,
    asking_user,
    sent_none,  ///< which asks for the list of methods (RFC 4252 §5.2)
    asking_method,
    sent_password,
    asking_new_password,
    asking_passphrase,
    sent_key_query,  ///< "would you take this key?" (RFC 4252 §7)
    sent_signature,
    sent_interactive,
    asking_interactive,
    succeeded,
    failed,
  };

  void on_success();
  void on_refused(bytes_view payload);
  void on_banner(bytes_view payload);
  void on_method_message(bytes_view payload);
  void on_password_expired(bytes_view payload);
  void on_key_wanted(bytes_view payload);
  void on_questions(bytes_view payload);

  bool answer_user(reply& with);
  bool answer_method(reply& with);
  bool answer_passphrase(reply& with);
  bool answer_new_password(reply& with);
  bool answer_interactive(reply& with);

  void request_none();
  void send_password(const secret_bytes& password, const secret_bytes* new_password);
  void send_interactive_request();
  void send_answers(const std::vector<secret_bytes>& answers);
  void try_key(public_key_reply given);
  void go_on_with_key();

  /// Opens a prompt. @return its number
  prompt_id ask(step asking);
  void ask_method(setback why, const char* last_method);
  void ask_passphrase(setback why);
  void fail(cause why);
  [[nodiscard]] const char* method_under_way() const noexcept;

  packet_sender& out_;
  action_queue& said_;
  std::string user_;
  session_facts facts_;
  step step_ = step::not_begun;
  prompt_id open_prompt_ = 0;
  std::vector<std::string> server_methods_;
  std::optional<public_key_attempt> key_;
  std::size_t questions_ = 0;
  std::size_t rounds_ = 0;
  std::size_t banners_ = 0;
  bool was_refused_ = false;
  std::optional<failure> failure_;
};

}  // namespace glasshell::ssh
