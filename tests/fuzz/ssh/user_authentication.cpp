// The conversation of RFC 4252 with a server and a person who say anything at any time.
#include "ssh/user_authentication.hpp"

#include "recording_sender.hpp"
#include "require.hpp"
#include "script_reader.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace {

using namespace glasshell;
using namespace glasshell::ssh;

// Made by ssh-keygen for the tests, and authorized nowhere.
constexpr char key_text[] =
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACBMNPjbJXTgVg/T7n1h+nIXezH4FLcFQ3EnnHdUOf5fqwAAAJCgN4wRoDeM\n"
    "EQAAAAtzc2gtZWQyNTUxOQAAACBMNPjbJXTgVg/T7n1h+nIXezH4FLcFQ3EnnHdUOf5fqw\n"
    "AAAECUwMgbBzLFh4oDNaKu7gx7kqZkxf4hc6gisi5TiLRk+0w0+NsldOBWD9PufWH6chd7\n"
    "MfgUtwVDcSecd1Q5/l+rAAAACHRlc3Qga2V5AQIDBAU=\n"
    "-----END OPENSSH PRIVATE KEY-----\n";

/// Of what the machine has said, as far as these claims need it.
struct listener {
  prompt_id open = 0;
  std::size_t questions = 0;
  bool over = false;

  void hear(action_queue& said) {
    while (auto next = said.take()) std::visit([this](const auto& one) { note(one); }, *next);
  }
  template <class Action>
  void note(const Action& one) {
    if constexpr (std::is_same_v<Action, interactive_prompt>) questions = one.questions.size();
    if constexpr (requires { one.id; }) {
      fuzz::require(one.id > open, "each prompt has a number of its own");
      open = one.id;
    } else if constexpr (std::is_same_v<Action, authenticated>) {
      over = true;
    } else {
      fuzz::require(std::is_same_v<Action, banner>, "authentication says nothing else");
    }
  }
};

reply next_reply(fuzz::script_reader& script, std::size_t questions) {
  switch (script.u8() % 9) {
    case 0:
      return user_reply{.user = std::string(as_text_view(script.piece()))};
    case 1:
      return password_reply{.password = secret_bytes(script.piece())};
    case 2:
      return public_key_reply{.private_key = secret_bytes(std::string_view(key_text)), .certificate = {}};
    case 3:
      return public_key_reply{.private_key = secret_bytes(script.piece()),
                              .certificate = std::string(as_text_view(script.piece()))};
    case 4:
      return keyboard_interactive_reply{};
    case 5: {
      interactive_reply answers;
      for (std::size_t i = 0; i < questions; ++i) answers.answers.emplace_back(script.piece());
      return answers;
    }
    case 6:
      return new_password_reply{.old_password = secret_bytes(script.piece()),
                                .new_password = secret_bytes(script.piece())};
    case 7:
      return host_key_decision::accept;
    default:
      return cancel_reply{};
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  fuzz::script_reader script({octets, size});
  fuzz::recording_sender out;
  action_queue said;
  listener heard;
  const std::uint8_t start = script.u8();
  user_authentication machine(out, said, (start & 1U) != 0 ? "alice" : "");
  const std::string algorithms = (start & 2U) != 0 ? "rsa-sha2-256,ssh-ed25519" : "";
  machine.begin({.session_id = bytes(32, 1), .signature_algorithms = [&] { return algorithms; }});

  for (int steps = 0; !script.ended() && steps < 2000; ++steps) {
    heard.hear(said);
    const bool ended = machine.succeeded() || machine.failed();
    const std::size_t sent_before = out.packets.size();
    if (script.u8() % 2 == 0) {
      const bytes packet = [&] {
        const std::uint8_t type = script.u8();
        bytes made{type < 4 ? std::uint8_t{60} : static_cast<std::uint8_t>(50 + type % 12)};
        const bytes_view payload = script.piece();
        made.insert(made.end(), payload.begin(), payload.end());
        return made;
      }();
      const bool taken = machine.take({.type = packet[0], .payload = bytes_view(packet).subspan(1)});
      fuzz::require(!ended || !taken, "what is over takes nothing");
    } else {
      const bool stale = script.u8() % 8 == 0;
      reply with = next_reply(script, heard.questions);
      const prompt_id id = stale ? heard.open - 1 : heard.open;
      const bool was_waiting = machine.awaits_server();
      const bool taken = machine.answer(id, with);
      fuzz::require(!taken || !(stale || ended || was_waiting), "only the open prompt takes an answer");
      fuzz::require(!taken || !machine.answer(id, with), "and takes it once");
    }
    fuzz::require(!ended || out.packets.size() == sent_before, "what is over sends nothing");
    fuzz::require(out.packets.size() <= sent_before + 1, "one word at a time");
    fuzz::require(!(machine.awaits_server() && (machine.succeeded() || machine.failed())),
                  "nobody is awaited at the end");
    fuzz::require(!(machine.succeeded() && machine.failed()), "it succeeds or fails");
    for (; out.packets.size() > 4; out.packets.erase(out.packets.begin())) {
    }
    for (const bytes& packet : out.packets) {
      fuzz::require(packet.at(0) == message::userauth_request || packet.at(0) == message::userauth_info_response,
                    "nothing but authentication is sent");
      fuzz::require(packet.size() <= 32U * 1024 + 1024, "a packet is one that SSH can carry");
    }
  }
  heard.hear(said);
  fuzz::require(heard.over == machine.succeeded(), "success is said, and only success");
  return 0;
}
