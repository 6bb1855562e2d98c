// The whole machine, as a client of a server that says anything. The input is a list of segments, each with what the person
// and the screen do after it; however a segment is cut up on its way, the same is said and shown. Keys are constant, so that
// a recorded session is understood to its end.
#include "ssh/engine.hpp"

#include "action_text.hpp"
#include "no_randomness.hpp"
#include "require.hpp"
#include "script_reader.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace {

using namespace glasshell;
using namespace glasshell::ssh;

constexpr std::size_t memory_limit_bytes = 1024 * 1024;
constexpr std::uint32_t window_bytes = 64 * 1024;

struct segment {
  std::uint8_t deed;
  bytes_view octets;
};

std::vector<segment> segments_of(bytes_view input) {
  std::vector<segment> all;
  for (fuzz::script_reader script(input); !script.ended() && all.size() < 200;) {
    const std::uint8_t deed = script.u8();
    all.push_back({.deed = deed, .octets = script.piece()});
  }
  return all;
}

/// What the person and the screen got to see.
struct story {
  std::vector<std::string> said;
  std::string shown;
  friend bool operator==(const story&, const story&) = default;
};

class run {
 public:
  run() {
    config settings;
    settings.user = "alice";
    settings.window_bytes = window_bytes;
    settings.memory_limit_bytes = memory_limit_bytes;
    engine_ = engine::create(std::move(settings), now_).value();
  }

  template <class Cut>
  void hear(bytes_view octets, Cut next_size) {
    while (!octets.empty()) {
      const std::size_t size = next_size(octets.size());
      engine_->feed(octets.first(size), now_);
      octets = octets.subspan(size);
      after_each_call();
    }
  }

  void act(std::uint8_t deed) {
    now_ += std::chrono::milliseconds(10);
    if (prompt_ != 0) engine_->answer(std::exchange(prompt_, 0U), reply_for(deed), now_);
    if ((deed & 0x08U) != 0) static_cast<void>(engine_->input(bytes(100, 'i'), now_));
    if ((deed & 0x10U) != 0) {
      engine_->commit(uncommitted_, now_);
      uncommitted_ = 0;
    }
    if ((deed & 0x20U) != 0) engine_->resize({.columns = deed, .rows = 7}, now_);
    if ((deed & 0x40U) != 0) engine_->tick(now_ += std::chrono::seconds(16));
    engine_->output_sent(engine_->output().size());
    after_each_call();
  }

  story end() {
    engine_->end_of_stream(now_);
    after_each_call();
    engine_->disconnect(now_);
    after_each_call();
    fuzz::require(ended_, "a session that is left is over");
    return std::move(story_);
  }

 private:
  reply reply_for(std::uint8_t deed) const {
    switch (deed & 7U) {
      case 0:
      case 1:
        return keyboard_interactive_reply{};
      case 2: {
        interactive_reply answers;
        for (std::size_t i = 0; i < questions_; ++i) answers.answers.emplace_back(std::string_view("answer"));
        return answers;
      }
      case 3:
      case 4:
        return password_reply{.password = secret_bytes(std::string_view("secret"))};
      case 5:
      case 6:
        return host_key_decision::accept;
      default:
        return cancel_reply{};
    }
  }

  void after_each_call() {
    const bytes_view output = engine_->terminal_output();
    story_.shown += as_text_view(output);
    uncommitted_ += output.size();
    engine_->terminal_output_taken(output.size());
    while (const auto said = engine_->next_action()) {
      fuzz::require(!ended_, "nothing follows the end");
      std::visit([this](const auto& one) { note(one); }, *said);
      // New keys are reported once a call, room for input when there is some, and a keepalive is asked after a call: how often
      // these are said depends on the cuts.
      const bool by_call = std::holds_alternative<input_ready>(*said) ||
                           std::holds_alternative<node_round_trip>(*said) ||
                           (std::holds_alternative<negotiated>(*said) && negotiated_++ > 0);
      if (!by_call) story_.said.push_back(fuzz::text_of(*said));
    }
    fuzz::require(engine_->peak_memory_bytes() <= memory_limit_bytes, "memory is bounded");
    fuzz::require(uncommitted_ <= window_bytes, "what is shown and not committed is bounded");
  }
  template <class Action>
  void note(const Action& one) {
    if constexpr (requires { one.id; }) prompt_ = one.id;
    if constexpr (std::is_same_v<Action, interactive_prompt>) questions_ = one.questions.size();
    if constexpr (std::is_same_v<Action, closed> || std::is_same_v<Action, failed>) ended_ = true;
  }

  time_point now_{};
  std::unique_ptr<engine> engine_;
  story story_;
  prompt_id prompt_ = 0;
  std::size_t questions_ = 0;
  std::size_t uncommitted_ = 0;
  std::size_t negotiated_ = 0;
  bool ended_ = false;
};

template <class Cut>
story play(const std::vector<segment>& segments, Cut next_size) {
  run one;
  for (const segment& next : segments) {
    one.hear(next.octets, next_size);
    one.act(next.deed);
  }
  return one.end();
}

void require_same(const story& whole, const story& cut) {
  if (whole == cut) return;
  for (const auto* one : {&whole, &cut}) {
    std::fprintf(stderr, "--- shown %zu octets; said:\n", one->shown.size());
    for (const std::string& line : one->said) std::fprintf(stderr, "  %s\n", line.c_str());
  }
  fuzz::require(false, "however the octets are cut, the same is said and shown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  static const bool constant = (fuzz::remove_randomness(), true);
  static_cast<void>(constant);
  const std::vector<segment> segments = segments_of({octets, size});
  const story whole = play(segments, [](std::size_t left) { return left; });
  fuzz::split_points cuts(static_cast<std::uint32_t>(size));
  require_same(whole, play(segments, [&](std::size_t left) { return cuts.next(left); }));
  if (size <= 4096) require_same(whole, play(segments, [](std::size_t) { return std::size_t{1}; }));
  return 0;
}
