#include "relay/session_claim.hpp"

#include "relay/overloaded.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <optional>
#include <utility>

namespace glasshell::relay {

namespace {

/// A session moves while it is asked for only if others claim it at the same time; who comes late each time may come again.
constexpr int most_steps = 16;
constexpr std::chrono::seconds retry_after_a_chase{1};

class traveller {
 public:
  traveller(const service& common, worker& home, claim made, std::function<void(claim_answer)> answered)
      : common_(common), home_(home), claim_(std::move(made)), answered_(std::move(answered)) {}

  /// @param self  owns this, and moves on with it
  static void arrive(std::unique_ptr<traveller> self, worker& here) {
    const auto found = self->common_.sessions.find(self->claim_.greeting.resume->id);
    std::visit(overloaded{[&](const std::monostate&) { look_for_nobody(std::move(self), here); },
                          [&](const session_registry::past& why) {
                            answer(std::move(self), here, claim_refusal{.hop = why.hop, .reason = why.reason});
                          },
                          [&](const session_registry::place& where) { ask(std::move(self), here, where); }},
               found);
  }

 private:
  /// As much of a way and as much work as for a session that there is.
  static void look_for_nobody(std::unique_ptr<traveller> self, worker& here) {
    worker* const there = self->common_.sessions.would_be_home(self->claim_id_);
    if (there != nullptr && there != &here && self->steps_ == 0) return go(std::move(self), here, *there);
    static constexpr std::array<std::uint8_t, link::session_secret_bytes> nobodys{};
    static_cast<void>(equal_in_constant_time(self->claim_.greeting.resume->secret.view(), nobodys));
    answer(std::move(self), here, claim_refusal{});
  }

  static void ask(std::unique_ptr<traveller> self, worker& here, const session_registry::place& where) {
    const auto session = where.home == &here ? where.here.lock() : nullptr;
    if (!session) return go(std::move(self), here, *where.home);
    if (const auto refusal = session->grant(self->claim_)) return answer(std::move(self), here, *refusal);
    if (&self->home_ == &here) return answer(std::move(self), here, session);

    // Nobody waits for it in between, and the one who is sent first is first there.
    const link::session_id id = self->claim_id_;
    worker& to = self->home_;
    const service& common = self->common_;
    auto [body, node] = session->leave();
    asio::post(to.context(), [self = std::move(self), body = std::move(body), node = std::move(node)]() mutable {
      settle(std::move(self), std::move(body), std::move(node));
    });
    common.sessions.leaves(id, where, to);
  }

  static void settle(std::unique_ptr<traveller> self, session_body body, std::optional<released_socket> node) {
    worker& here = self->home_;
    const link::session_id id = body.id;
    auto connection = std::make_unique<node_connection>(here.get_executor(), std::move(node));
    const auto settled = std::make_shared<session>(self->common_, here, std::move(body), std::move(connection));
    self->common_.sessions.arrived(id, here, settled);
    answer(std::move(self), here, settled);
  }

  static void go(std::unique_ptr<traveller> self, worker& here, worker& to) {
    if (++self->steps_ > most_steps) {
      return answer(
          std::move(self), here,
          claim_refusal{
              .reason = link::reason::session_superseded, .retry_after = retry_after_a_chase, .in_vain = false});
    }
    asio::post(to.context(), [self = std::move(self), &to]() mutable { arrive(std::move(self), to); });
  }

  static void answer(std::unique_ptr<traveller> self, worker& here, claim_answer result) {
    if (&self->home_ == &here) return self->answered_(std::move(result));
    worker& home = self->home_;
    asio::post(home.context(),
               [self = std::move(self), result = std::move(result)]() mutable { self->answered_(std::move(result)); });
  }

  const service& common_;
  worker& home_;
  claim claim_;
  link::session_id claim_id_ = claim_.greeting.resume->id;
  std::function<void(claim_answer)> answered_;
  int steps_ = 0;
};

}  // namespace

void judge_claim(const service& common, worker& home, claim made, std::function<void(claim_answer)> answered) {
  traveller::arrive(std::make_unique<traveller>(common, home, std::move(made), std::move(answered)), home);
}

}  // namespace glasshell::relay
