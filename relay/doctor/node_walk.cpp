#include "relay/doctor/node_walk.hpp"

#include "link/endpoint.hpp"
#include "relay/doctor/judge_node.hpp"
#include "relay/doctor/judge_path.hpp"
#include "relay/doctor/judge_websocket.hpp"
#include "relay/overloaded.hpp"
#include "ssh/engine.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace glasshell::relay::doctor {

namespace {

// The relay's own time to connect is 10 s by default, and the engine's for the handshake 20 s.
constexpr std::chrono::seconds longest_walk{45};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// A link's client with the SSH engine behind it. Knows no sockets.
class node_session {
 public:
  node_session(std::string node, std::string user)
      : node_(std::move(node)), user_(std::move(user)), link_(link::role::client, {}, link_now()) {}

  /// Does all that can be done now. @return messages for the relay, in order
  std::vector<bytes> turn();
  void feed(const message& arrived);
  void tick();

  [[nodiscard]] bool over() const noexcept { return over_; }
  [[nodiscard]] std::optional<time_point> next_deadline() const {
    return earlier(link_.next_deadline(), engine_ ? engine_->next_deadline() : std::nullopt);
  }
  void fail(finding why) {
    if (!over_) seen_.failure = std::move(why);
    over_ = true;
  }
  /// The socket is gone, and the relay has not said why.
  void lose() { fail({problem::node_link_failed, {{"node", node_}}}); }
  node_evidence take() { return std::move(seen_); }

 private:
  void take_link_actions(std::vector<bytes>& out);
  void take_ssh_actions();
  void begin_ssh();

  std::string node_;
  std::string user_;
  link::endpoint link_;
  std::unique_ptr<ssh::engine> engine_;
  node_evidence seen_;
  bool over_ = false;
};

void node_session::feed(const message& arrived) {
  if (arrived.type == opcode::close) return lose();
  if (arrived.type == opcode::text) return link_.feed_text(link_now());
  link_.feed(arrived.payload, link_now());
}

void node_session::tick() {
  link_.tick(link_now());
  if (engine_) engine_->tick(link_now());
}

void node_session::begin_ssh() {
  ssh::config settings;
  settings.user = user_;
  auto made = ssh::engine::create(std::move(settings), link_now());
  if (!made) return lose();
  engine_ = *std::move(made);
}

std::vector<bytes> node_session::turn() {
  std::vector<bytes> out;
  for (bool more = true; more;) {
    more = false;
    take_link_actions(out);
    if (!engine_) break;
    while (!link_.readable().empty()) {
      const bytes_view arrived = link_.readable();
      const std::size_t size = arrived.size();
      engine_->feed(arrived, link_now());
      link_.consume(size, link_now());
      more = true;
    }
    take_ssh_actions();
    const std::size_t taken = link_.write(engine_->output(), link_now());
    if (taken > 0) {
      engine_->output_sent(taken);
      more = true;
    }
  }
  return out;
}

void node_session::take_link_actions(std::vector<bytes>& out) {
  while (auto next = link_.next_action()) {
    std::visit(
        overloaded{[&out](const link::send_message& what) {
                     bytes frame(what.head.begin(), what.head.end());
                     frame.insert(frame.end(), what.payload.octets.begin(), what.payload.octets.end());
                     out.push_back(std::move(frame));
                   },
                   [this](const link::established& /*data may flow*/) { begin_ssh(); },
                   [this](const link::refused& said) { fail(judge_refusal(node_, said.why.hop, said.why.reason)); },
                   [this](const link::finished& said) {
                     // What the node still sent is in the engine by now.
                     if (engine_ && !over_) engine_->end_of_stream(link_now());
                     take_ssh_actions();
                     fail(judge_refusal(node_, said.why.hop, said.why.reason));
                   },
                   [this](const link::lost& /*its peer is silent*/) { lose(); },
                   [this](const link::failed& /*the peer breaks the protocol*/) { lose(); },
                   [](const link::hello_received& /*relays only*/) {}},
        *next);
  }
}

void node_session::take_ssh_actions() {
  while (engine_ && !over_) {
    auto next = engine_->next_action();
    if (!next) return;
    std::visit(overloaded{[this](const ssh::host_key_prompt& asked) {
                            seen_.with["fingerprint"] = asked.presented.fingerprint;
                            seen_.with["key_type"] = asked.presented.type;
                            engine_->answer(asked.id, ssh::host_key_decision::accept, link_now());
                          },
                          [this](const ssh::negotiated& agreed) {
                            seen_.with["software"] = excerpt(agreed.server_software);
                            seen_.with["kex"] = agreed.kex;
                            seen_.with["cipher"] = agreed.cipher_to_server;
                          },
                          [this](const ssh::authentication_prompt& asked) {
                            seen_.with["methods"] = joined(asked.methods);
                            over_ = true;
                            engine_->disconnect(link_now());
                          },
                          [this](const ssh::authenticated& /*without being asked anything*/) {
                            fail({problem::node_authentication_not_asked, {{"node", node_}, {"user", user_}}});
                            engine_->disconnect(link_now());
                          },
                          [this](const ssh::failed& said) {
                            // The fingerprint of a node that fails later is still worth saying.
                            fail(judge_ssh(node_, said.why));
                          },
                          [this](const ssh::closed& /*in order*/) { lose(); }, [](const auto& /*words on the way*/) {}},
               *next);
  }
}

}  // namespace

awaitable<node_evidence> walk_node(executor on, const route_to& to, std::string node, std::string user) {
  node_session session(node, user);
  std::string path = "ws/ssh/" + node;
  auto opened = co_await open_websocket(on, to, std::move(path), link::subprotocol);
  if (!opened.socket) {
    // Another address than the test's: a proxy may treat it in its own way.
    auto failure = judge_upgrade(to.where, opened.answer, link::subprotocol);
    node_evidence made;
    made.failure = failure ? *std::move(failure) : finding{problem::node_link_failed, {{"node", node}}};
    if (made.failure->with.contains("path")) made.failure->with["path"] = to.where.base + "ws/ssh/" + node;
    co_return made;
  }
  const auto give_up_at = clock::now() + longest_walk;
  while (!session.over() && clock::now() < give_up_at) {
    for (bytes& frame : session.turn()) co_await opened.socket->send(opcode::binary, std::move(frame));
    if (session.over()) break;
    const auto deadline = session.next_deadline();
    const auto at = deadline ? std::min(give_up_at, from_link_time(*deadline)) : give_up_at;
    const auto arrived = co_await opened.socket->receive(at);
    if (arrived) {
      session.feed(*arrived);
    } else if (opened.socket->last() == connection::outcome::timed_out) {
      session.tick();
    } else {
      session.lose();
    }
  }
  if (!session.over()) session.lose();
  // The engine's goodbye.
  for (bytes& frame : session.turn()) co_await opened.socket->send(opcode::binary, std::move(frame));
  co_await opened.socket->close();
  co_return session.take();
}

}  // namespace glasshell::relay::doctor
