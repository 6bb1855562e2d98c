// One session of a client and a relay, both as their drivers drive them, over a network that an adversary schedules: sockets are cut
// at any message, go silent, are replaced while they live, their hellos come late, and are said again by somebody else.
#pragma once

#include "network.hpp"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace glasshell::link::test {

struct violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What happened in a schedule, so that a test can tell whether it tested anything.
struct tally {
  std::uint64_t resumed = 0;
  std::uint64_t taken_over = 0;       ///< resumed while the last socket still was the session's
  std::uint64_t replayed_octets = 0;  ///< sent more than once
  std::uint64_t superseded = 0;
  std::uint64_t wrong_secret = 0;
  std::uint64_t impossible = 0;
  std::uint64_t byes_again = 0;
  std::uint64_t begun_again = 0;      ///< by a client that was never welcomed
  std::uint64_t never_confirmed = 0;  ///< sessions that were over before the relay knew that its welcome had arrived

  tally& operator+=(const tally& other);
};

class world {
 public:
  explicit world(std::uint64_t seed);

  /// Steps, then lets everybody do what is left.
  /// @throws violation
  tally run(std::size_t steps);

 private:
  /// What an application writes and reads at one end, and how that end's driver ends.
  struct application {
    std::uint64_t to_write = 0;
    std::uint64_t written = 0;
    std::uint64_t read = 0;
    bool said_bye = false;
    bool heard_bye = false;
    std::uint64_t handed_out = 0;
  };
  struct relay_session {
    std::unique_ptr<endpoint> end;
    wire* carrier = nullptr;
    application app;
    std::uint32_t attempt = 0;  ///< the newest claim that was accepted
  };

  settings some_settings();
  std::uint64_t some_length(const settings& sender, const settings& receiver);
  void greet();
  void step();

  // ---- applications ----
  void write(endpoint& end, application& app, bool from_client);
  void read(endpoint& end, application& app, bool from_client);
  void say_bye(endpoint& end, application& app);
  void take_client_action();
  void take_relay_action(relay_session& one);
  void count_message(const bytes& message, application& app, const endpoint& end);
  void hear_bye(const finished& said, application& app, std::uint64_t expected);

  // ---- sockets ----
  void begin_again();
  void open_socket();
  void client_loses_socket();
  void relay_loses_socket(relay_session& one);
  void relay_drops(relay_session& one);
  void deliver_up(wire& one);
  void deliver_down(wire& one);
  void decide(wire& one);
  void decide_claim(wire& one, hello&& asked);
  void replay_hello();
  void forge_claim();
  void pass(duration time);

  // ---- what must hold ----
  void check() const;
  void settle();
  [[nodiscard]] bool all_done();
  static void require(bool holds, const char* what);

  relay_session* session_of(const wire& one);
  relay_session* session_named(const session_id& id);
  relay_session* client_session();
  wire& some_wire();

  dice dice_;
  time_point now_{std::chrono::hours(1)};
  settings client_settings_;
  settings relay_settings_;
  std::uint64_t client_to_write_;
  std::uint64_t relay_to_write_;

  std::vector<std::unique_ptr<wire>> wires_;
  wire* client_wire_ = nullptr;
  std::unique_ptr<endpoint> client_;
  application client_app_;
  bool client_was_welcomed_ = false;
  std::vector<bytes> old_hellos_;  // that the client will not wait for any more
  std::optional<bytes> last_hello_;

  std::vector<relay_session> sessions_;
  std::uint64_t sessions_made_ = 0;
  bool session_is_gone_ = false;  // the client claimed what the relay had never known to be known
  tally tally_;
};

}  // namespace glasshell::link::test
