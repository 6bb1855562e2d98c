// What a socket wants: a new session or one that there is; and what it is told if it cannot have it.
#include "relay/carrier.hpp"
#include "relay/overloaded.hpp"
#include "relay/session_claim.hpp"
#include "relay/session_name.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>
#include <variant>

namespace glasshell::relay {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds retry_after_restart{2};

}  // namespace

void carrier::take_actions() {
  // After a failure there is a notice behind the refusal, and it does not wait for a peer that does not read.
  while (greeter_ && phase_ < phase::closing && (!socket_.writing() || !greeter_->open())) {
    auto action = greeter_->next_action();
    if (!action) break;
    std::visit(
        overloaded{[this](link::send_message& message) { carry(std::move(message)); },
                   [this](link::hello_received& hello) { perform(std::move(hello)); },
                   [this](const link::failed& why) { perform(why); }, [](const link::finished& /*sessions only*/) {},
                   [](const link::lost& /*sessions only*/) {}, [](const link::established& /*clients only*/) {},
                   [](const link::refused& /*clients only*/) {}},
        *action);
  }
  arm_timer();
}

void carrier::perform(link::hello_received&& hello) {
  if (home().draining()) return refuse_for_restart();
  if (hello.greeting.resume) return claim_session(std::move(hello.greeting));
  if (common_.lingering) return refuse_for_restart();
  if (const auto full = refusal_for(place_.outcome)) return refuse(full->hop, full->reason, full->retry_after);
  if (target_ == nullptr) return refuse(link::hop::access, link::reason::unknown_node, 0ms);
  phase_ = phase::dialling;
  node_ = std::make_unique<node_connection>(home().get_executor());
  auto dialling = connect_node();
  asio::co_spawn(home().context(), std::move(dialling), [self = shared_from_this()](const std::exception_ptr& thrown) {
    self->guarded([&] {
      if (thrown) std::rethrow_exception(thrown);
    });
  });
}

void carrier::perform(const link::failed& why) {
  if (node_) node_->close();
  const std::string_view word = why.why == link::errc::silent_peer ? "silent_peer" : "protocol_violation";
  note_end(word, why.why.message());
  close(why.close_code, word);
}

void carrier::refuse(link::hop where, link::reason why, std::chrono::milliseconds retry_after,
                     std::string_view detail) {
  note_end(link::name_of(why), detail);
  common_.refusals.count(link::name_of(why));
  greeter_->reject({.hop = where, .reason = why, .retry_after = retry_after, .text = {}}, link_now());
}

void carrier::claim_session(link::hello&& hello) {
  phase_ = phase::claiming;
  const link::session_id claimed = hello.resume->id;
  judge_claim(common_, home(),
              {.greeting = std::move(hello),
               .target = target_,
               .owner = address_key::of(address_),
               .link_number = number_,
               .place = std::move(place_)},
              [self = shared_from_this(), claimed](claim_answer answer) { self->hear(claimed, std::move(answer)); });
}

void carrier::hear(const link::session_id& claimed, claim_answer answer) {
  guarded([&] {
    std::visit(overloaded{[this](std::shared_ptr<session>& granted) {
                            if (phase_ != phase::claiming) return granted->carrier_is_gone({});
                            phase_ = phase::carrying;
                            greeter_.reset();
                            session_ = std::move(granted);
                            home().metrics().handshake.observe(link_now() - started_at_);
                            carry_session();
                          },
                          [this, &claimed](const claim_refusal& why) {
                            if (phase_ == phase::claiming) refuse_claim(claimed, why);
                          }},
               answer);
    take_actions();
  });
}

void carrier::refuse_for_restart() { refuse(link::hop::relay, link::reason::relay_shutting_down, retry_after_restart); }

void carrier::refuse_claim(const link::session_id& claimed, const claim_refusal& why) {
  if (why.in_vain) {
    const auto verdict = common_.claims_in_vain.count(address_key::of(address_), link_now());
    hangs_up_ = verdict.beyond_limit;
    if (verdict.worth_a_line && !verdict.beyond_limit) {
      common_.logger.info("claim_refused",
                          {{"link", number_}, {"session", name_of(claimed)}, {"reason", link::name_of(why.reason)}});
    } else if (verdict.worth_a_line) {
      common_.logger.warning("claims_limited",
                             {{"link", number_}, {"address", address_.to_string()}, {"failures", verdict.failures}});
    }
  }
  refuse(why.hop, why.reason, why.retry_after);
}

void carrier::carry_session() {
  const auto held = session_;
  held->carried_by(*this);
  if (home().draining()) held->drain();  // it came after the others were told
}

awaitable<void> carrier::connect_node() {
  const auto began = link_now();
  const auto failure = co_await node_->dial(*target_, common_.settings.limits.node_connect_timeout);
  if (phase_ != phase::dialling) {
    node_->close();
  } else if (failure) {
    refuse(failure->hop, failure->reason, 0ms, failure->detail);
  } else {
    start_session(began);
  }
  take_actions();
}

void carrier::start_session(time_point dialled_at) {
  phase_ = phase::carrying;
  session_body body{.endpoint = std::move(greeter_),
                    .target = target_,
                    .id = {},
                    .routing_word = routing_word_,
                    .began_at = {},
                    .resumptions = 0,
                    .owner = address_key::of(address_),
                    .link_number = number_,
                    .place = std::move(place_.ticket),
                    .parting = {},
                    .client_finished = false};
  session_ = std::make_shared<session>(common_, home(), std::move(body), std::move(node_));
  session_->begin();
  home().metrics().handshake.observe(link_now() - started_at_);
  common_.logger.info("node_connected", {{"link", number_},
                                         {"node", target_->name},
                                         {"session", session_->name()},
                                         {"milliseconds", milliseconds_since(dialled_at)}});
  carry_session();
}

}  // namespace glasshell::relay
