// Turns any octets into a script of calls of the C ABI, with a relay's and a node's messages among them: every status is one of
// the list, and all that comes out is what JavaScript expects.
#include "base/wire.hpp"
#include "glasshell.h"
#include "link/frame.hpp"

#include "require.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace glasshell;
using fuzz::require;

std::uint32_t size_of(bytes_view octets) { return static_cast<std::uint32_t>(octets.size()); }
const char* characters(bytes_view octets) { return as_text_view(octets).data(); }

class script {
 public:
  explicit script(bytes_view steps) : steps_(steps) {
    require(gsh_session_create(&session_) == GSH_OK && session_ != 0, "a session is made");
  }
  ~script() {
    require(gsh_session_destroy(session_) == GSH_OK, "a session is destroyed once");
    require(gsh_session_destroy(session_) == GSH_INVALID_ARGUMENT, "and not twice");
    require(gsh_session_tick(session_, now_ms_) == GSH_INVALID_ARGUMENT, "what was destroyed is no session");
  }
  script(const script&) = delete;
  script& operator=(const script&) = delete;

  void run() {
    while (!steps_.rest().empty()) {
      const std::int32_t status = step();
      require(status <= GSH_OK && status >= GSH_STALE_PROMPT, "a status is of the list, and none is a bug");
      take_all();
    }
  }

 private:
  // The order is part of the corpus: append only.
  std::int32_t step() {
    switch (steps_.u8() % 30) {
      case 0: {
        const std::int32_t what = steps_.u8() % 4;
        const bytes_view text = octets();
        return gsh_session_set_text(session_, what, characters(text), size_of(text));
      }
      case 1: {
        const bytes_view name = octets();
        const bytes_view value = octets();
        return gsh_session_add_environment(session_, characters(name), size_of(name), characters(value),
                                           size_of(value));
      }
      case 2: {
        const bytes_view type = octets();
        const bytes_view blob = octets();
        return gsh_session_add_known_host(session_, characters(type), size_of(type), blob.data(), size_of(blob));
      }
      case 3: {
        const bytes_view proof = octets();
        return gsh_session_set_proof(session_, proof.data(), size_of(proof));
      }
      case 4:
        return gsh_session_start(session_, now_ms_);
      case 5:
        return message(octets());
      case 6:
        return welcome(steps_.u64());
      case 7:
        return data(octets());
      case 8:
        return gsh_session_text_message(session_, now_ms_);
      case 9:
        return gsh_session_socket_closed(session_, now_ms_);
      case 10:
        return gsh_reply_host_key(session_, prompt(), steps_.u8() % 4, now_ms_);
      case 11: {
        const bytes_view user = octets();
        return gsh_reply_user(session_, prompt(), characters(user), size_of(user), now_ms_);
      }
      case 12: {
        const bytes_view password = octets();
        return gsh_reply_password(session_, prompt(), password.data(), size_of(password), now_ms_);
      }
      case 13: {
        const bytes_view key = octets();
        const bytes_view certificate = octets();
        return gsh_reply_public_key(session_, prompt(), key.data(), size_of(key), characters(certificate),
                                    size_of(certificate), now_ms_);
      }
      case 14: {
        const bytes_view answers = octets();
        return gsh_reply_interactive(session_, prompt(), answers.data(), size_of(answers), now_ms_);
      }
      case 15: {
        const bytes_view before = octets();
        const bytes_view after = octets();
        return gsh_reply_new_password(session_, prompt(), before.data(), size_of(before), after.data(), size_of(after),
                                      now_ms_);
      }
      case 16: {
        const bytes_view passphrase = octets();
        return gsh_reply_passphrase(session_, prompt(), passphrase.data(), size_of(passphrase), now_ms_);
      }
      case 17:
        return steps_.u8() % 2 == 0 ? gsh_reply_cancel(session_, prompt(), now_ms_)
                                    : gsh_reply_keyboard_interactive(session_, prompt(), now_ms_);
      case 18:
        return input();
      case 19: {
        const std::uint32_t columns = steps_.u16();
        return gsh_session_resize(session_, columns, steps_.u16(), steps_.u32(), 0, now_ms_);
      }
      case 20:
        return gsh_session_commit(session_, steps_.u32(), now_ms_);
      case 21:
        return leave(steps_.u8());
      case 22:
        return tick(steps_.u16());
      case 23:
        return stranger(steps_.u32());
      case 24:
        return gsh_session_socket_opened(session_, now_ms_);
      case 25:
        return gsh_session_socket_failed(session_, now_ms_);
      case 26:
        return gsh_session_set_visible(session_, steps_.u8() % 3, now_ms_);
      case 27:
        return gsh_session_nudge(session_, now_ms_);
      case 28:
        return welcome(steps_.u64(), steps_.u16());
      case 29:
        return message(link::encode(link::refuse{.hop = link::hop::session,
                                                 .reason = link::reason::session_unknown,
                                                 .retry_after = std::chrono::milliseconds(steps_.u8() % 2 * 2000),
                                                 .text = {}}));
    }
    return GSH_OK;
  }

  bytes_view octets() { return steps_.take(std::min<std::size_t>(steps_.u16(), steps_.rest().size())); }
  /// The open one, mostly.
  std::uint32_t prompt() { return std::min<std::uint32_t>(steps_.u8(), 3); }

  std::int32_t message(bytes_view octets) {
    return gsh_session_message(session_, octets.data(), size_of(octets), now_ms_);
  }
  std::int32_t welcome(std::uint64_t limit, std::uint64_t received = 0) {
    link::welcome answer;
    answer.secret = secret_bytes::with_size(link::session_secret_bytes);
    answer.received_bytes = received;
    answer.receive_limit = limit;
    return message(link::encode(answer));
  }
  std::int32_t data(bytes_view octets) {
    bytes frame = {static_cast<std::uint8_t>(link::frame_type::data)};
    frame.insert(frame.end(), octets.begin(), octets.end());
    return message(frame);
  }
  std::int32_t input() {
    const bytes_view typed = octets();
    std::uint32_t taken = 0;
    const std::int32_t status = gsh_session_input(session_, typed.data(), size_of(typed), &taken, now_ms_);
    require(taken <= typed.size(), "no more input is taken than was given");
    return status;
  }
  std::int32_t leave(std::uint8_t how) {
    switch (how % 3) {
      case 0:
        return gsh_session_disconnect(session_, now_ms_);
      case 1:
        return gsh_session_screen_lost(session_, now_ms_);
      default:
        return gsh_session_probe(session_, now_ms_);
    }
  }
  std::int32_t tick(std::uint16_t after_ms) {
    const double wait = gsh_session_wait_ms(session_, now_ms_);
    require(wait == -1 || (wait >= 0 && std::isfinite(wait)), "a wait is a time or none");
    now_ms_ += wait >= 0 && after_ms % 2 == 0 ? wait : after_ms;
    return gsh_session_tick(session_, now_ms_);
  }
  std::int32_t stranger(std::uint32_t handle) {
    if (handle == session_) return GSH_OK;
    require(gsh_session_disconnect(handle, now_ms_) == GSH_INVALID_ARGUMENT, "another handle is none of ours");
    require(gsh_session_wants_close(handle) == GSH_INVALID_ARGUMENT, "whatever is asked of it");
    return GSH_INVALID_ARGUMENT;
  }

  // A socket that is wanted opens when a later step says so.
  void take_all() {
    while (take_message() || take_action() || take_output()) {
    }
    const std::int32_t closes = gsh_session_wants_close(session_);
    require(closes == 0 || closes == 1, "it wants to be closed or not");
    const std::int32_t wants = gsh_session_wants_socket(session_, now_ms_);
    require(wants == 0 || wants == 1, "it wants a socket or not");
    require(gsh_session_wants_socket(session_, now_ms_) == 0, "and says so once");
    require(std::isfinite(gsh_session_last_heard_ms(session_, now_ms_)), "a time is a time");
  }
  bool take_message() {
    const std::uint8_t* octets = nullptr;
    std::uint32_t size = 0;
    require(gsh_session_next_message(session_, &octets, &size) == GSH_OK, "messages can always be asked for");
    if (size == 0) return false;
    require(link::decode({octets, size}).has_value(), "a message is one frame");
    return true;
  }
  bool take_action() {
    const char* text = nullptr;
    std::uint32_t size = 0;
    require(gsh_session_next_action(session_, &text, &size) == GSH_OK, "actions can always be asked for");
    if (size == 0) return false;
    const auto action = nlohmann::json::parse(std::string_view(text, size), nullptr, false);
    require(action.is_object() && action.contains("kind") && action["kind"].is_string(),
            "an action is JSON with a kind");
    check_order(action["kind"].get<std::string>());
    return true;
  }
  /// The engine has one last word, and the link one after it.
  void check_order(const std::string& kind) {
    const bool last_of_link = kind == "linkRefused" || kind == "linkFinished" || kind == "linkFailed";
    require(!link_ended_, "nothing is said after the end");
    require(!engine_ended_ || last_of_link, "the engine says nothing after its last word");
    link_ended_ = last_of_link;
    engine_ended_ = engine_ended_ || kind == "closed" || kind == "failed";
  }
  bool take_output() {
    const std::uint8_t* output = nullptr;
    std::uint32_t size = 0;
    require(gsh_session_output(session_, &output, &size) == GSH_OK, "output can always be asked for");
    require(gsh_session_output_taken(session_, size + 1) == GSH_INVALID_ARGUMENT, "more than there is cannot be taken");
    require(gsh_session_output_taken(session_, size) == GSH_OK, "what there is can be taken");
    return size > 0;
  }

  wire_reader steps_;
  gsh_session session_ = 0;
  double now_ms_ = 1000;
  bool engine_ended_ = false;
  bool link_ended_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  script({octets, size}).run();
  return 0;
}
