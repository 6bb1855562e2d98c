// Claims that are not granted: each is told why, none disturbs the session that it names, and many are bounded.
#include "relay_fixture.hpp"
#include "relay_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;

/// What a client was told when its session began; enough to claim it, rightly or not.
struct known_session {
  link::session_id id{};
  std::array<std::uint8_t, link::session_secret_bytes> secret{};
  std::uint32_t attempt = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t receive_limit = 1 << 20;

  [[nodiscard]] bytes hello() const {
    link::hello made;
    made.receive_limit = receive_limit;
    made.resume = link::resume_claim{id, secret_bytes(bytes_view(secret)), attempt, received_bytes};
    return link::encode(made);
  }
};

link::frame next_frame(websocket_client& client, std::string& memory) {
  const auto message = client.receive();
  if (!message) throw std::runtime_error("the relay hung up");
  memory = message->payload;
  auto frame = link::decode(as_bytes_view(memory));
  if (!frame) throw std::runtime_error(frame.error().message());
  return *std::move(frame);
}

/// A session over a socket of its own, driven by hand.
class rightful_client {
 public:
  explicit rightful_client(std::uint16_t port) : socket_(port, "node") {
    link::hello hello;
    hello.receive_limit = session_.receive_limit;
    socket_.send(link::encode(hello));
    std::string memory;
    const auto frame = next_frame(socket_, memory);
    const auto& welcome = std::get<link::welcome>(frame);
    session_.id = welcome.id;
    std::ranges::copy(welcome.secret.view(), session_.secret.begin());
    session_.attempt = 1;
    expect_echo("x");
  }
  [[nodiscard]] const known_session& session() const noexcept { return session_; }
  void drop() { socket_.drop(); }

  void expect_echo(std::string_view octets) {
    socket_.send(std::string("\x04").append(octets));
    std::string echoed;
    while (echoed.size() < octets.size()) {
      std::string memory;
      const auto frame = next_frame(socket_, memory);
      if (const auto* data = std::get_if<link::data>(&frame)) echoed += as_text_view(data->payload);
    }
    EXPECT_EQ(echoed, octets);
    session_.received_bytes += octets.size();
  }
  /// Claims the session over a new socket. @return whether it was granted
  bool claim_again(std::uint16_t port) {
    socket_ = websocket_client(port, "node");
    socket_.send(session_.hello());
    ++session_.attempt;
    std::string memory;
    return std::holds_alternative<link::welcome>(next_frame(socket_, memory));
  }

 private:
  known_session session_;
  websocket_client socket_;
};

link::refuse answer_to(std::uint16_t port, const known_session& claimed, std::string_view node = "node") {
  websocket_client client(port, node);
  client.send(claimed.hello());
  std::string memory;
  const auto frame = next_frame(client, memory);
  const auto* refusal = std::get_if<link::refuse>(&frame);
  return refusal == nullptr ? link::refuse{.hop = link::hop::relay, .reason = {}, .retry_after = {}, .text = {}}
                            : *refusal;
}

relay_options with_limits(const std::string& limits) {
  return {.top = "threads = 4", .tables = "[limits]\n" + limits, .nodes = {}};
}

struct false_claim {
  const char* name;
  std::function<void(known_session&)> falsify;
  link::reason answer;
};
void PrintTo(const false_claim& tested, std::ostream* out) { *out << tested.name; }

class claim_with : public testing::TestWithParam<false_claim> {};
TEST_P(claim_with, is_refused_and_the_session_goes_on) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  rightful_client owner(relay.port());
  known_session claimed = owner.session();
  GetParam().falsify(claimed);
  for (int i = 0; i < 4; ++i) {  // on each of the relay's threads
    const link::refuse why = answer_to(relay.port(), claimed);
    EXPECT_EQ(why.hop, link::hop::session);
    EXPECT_EQ(why.reason, GetParam().answer) << link::name_of(why.reason);
    EXPECT_EQ(why.retry_after.count(), 0);
    owner.expect_echo("still here");
  }
  owner.drop();
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  known_session again = owner.session();
  GetParam().falsify(again);
  EXPECT_EQ(answer_to(relay.port(), again).reason, GetParam().answer) << "without a socket likewise";
  EXPECT_TRUE(owner.claim_again(relay.port()));
  owner.expect_echo("y");
}
INSTANTIATE_TEST_SUITE_P(
    a, claim_with,
    testing::Values(
        false_claim{"wrong_secret", [](known_session& claimed) { claimed.secret[31] ^= 1; },
                    link::reason::session_wrong_secret},
        false_claim{"secret_of_zeroes", [](known_session& claimed) { claimed.secret = {}; },
                    link::reason::session_wrong_secret},
        false_claim{"guessed_id", [](known_session& claimed) { claimed.id[0] ^= 1; }, link::reason::session_unknown},
        false_claim{"attempt_of_zero", [](known_session& claimed) { claimed.attempt = 0; },
                    link::reason::session_superseded},
        false_claim{"count_far_ahead", [](known_session& claimed) { claimed.received_bytes += 1'000'000; },
                    link::reason::counts_impossible},
        false_claim{"count_of_everything", [](known_session& claimed) { claimed.received_bytes = ~std::uint64_t{0}; },
                    link::reason::counts_impossible},
        false_claim{"limit_that_went_back", [](known_session& claimed) { claimed.receive_limit = 1; },
                    link::reason::counts_impossible}),
    [](const auto& tested) { return tested.param.name; });

TEST(replayed_hello, cannot_take_the_session_from_a_newer_socket) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  rightful_client owner(relay.port());
  const known_session overheard = owner.session();
  ASSERT_TRUE(owner.claim_again(relay.port()));
  EXPECT_EQ(answer_to(relay.port(), overheard).reason, link::reason::session_superseded);
  owner.expect_echo("y");
}

TEST(claim, over_the_address_of_another_node_is_of_an_unknown_session) {
  stand_in_node other(stand_in_node::echo);
  relay_options options = with_limits("");
  options.nodes.emplace_back("other", other.port());
  relay_with_node relay(stand_in_node::echo, options);
  rightful_client owner(relay.port());
  EXPECT_EQ(answer_to(relay.port(), owner.session(), "other").reason, link::reason::session_unknown);
  EXPECT_EQ(answer_to(relay.port(), owner.session(), "no-such-node").reason, link::reason::session_unknown);
  owner.expect_echo("y");
}

TEST(claim, of_a_session_that_made_room_for_another_is_told_so) {
  relay_with_node relay(stand_in_node::echo, with_limits("detached_sessions = 1"));
  rightful_client first(relay.port());
  rightful_client second(relay.port());
  first.drop();
  ASSERT_TRUE(eventually([&] { return relay.relay().detached_session_count() == 1; }));
  second.drop();
  ASSERT_TRUE(eventually([&] { return relay.relay().session_count() == 1; }));
  EXPECT_EQ(answer_to(relay.port(), first.session()).reason, link::reason::session_evicted);
  EXPECT_TRUE(second.claim_again(relay.port()));
}

TEST(claim, at_a_relay_that_keeps_no_sessions_comes_too_late) {
  relay_with_node relay(stand_in_node::echo, with_limits("detached_sessions = 0"));
  rightful_client owner(relay.port());
  owner.drop();
  ASSERT_TRUE(eventually([&] { return relay.relay().session_count() == 0; }));
  EXPECT_EQ(answer_to(relay.port(), owner.session()).reason, link::reason::session_evicted);
}

TEST(claim, when_there_are_as_many_links_as_may_be_can_be_made_again_later) {
  relay_with_node relay(stand_in_node::echo, with_limits("links = 1"));
  rightful_client owner(relay.port());
  owner.drop();
  ASSERT_TRUE(eventually([&] { return relay.relay().link_count() == 0; }));
  {
    link_client other = relay.connect();
    ASSERT_TRUE(other.wait_until_open());
    const link::refuse why = answer_to(relay.port(), owner.session());
    EXPECT_EQ(why.reason, link::reason::too_many_links);
    EXPECT_GT(why.retry_after.count(), 0);
  }
  ASSERT_TRUE(eventually([&] { return relay.relay().link_count() == 0; }));
  EXPECT_TRUE(owner.claim_again(relay.port()));
}

TEST(claims, at_the_same_time_leave_exactly_one_socket_with_the_session) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  rightful_client owner(relay.port());
  for (int round = 0; round < 10; ++round) {
    constexpr int racers = 8;
    std::vector<std::thread> threads;
    std::atomic<int> granted{0};
    std::vector<websocket_client> sockets;
    for (int i = 0; i < racers; ++i) sockets.emplace_back(relay.port(), "node");
    for (int i = 0; i < racers; ++i) {
      known_session claimed = owner.session();
      claimed.attempt += static_cast<std::uint32_t>(round * racers + i);
      threads.emplace_back([&, claimed, i] {
        websocket_client& socket = sockets[static_cast<std::size_t>(i)];
        socket.send(claimed.hello());
        std::string memory;
        const auto frame = next_frame(socket, memory);
        if (std::holds_alternative<link::welcome>(frame)) ++granted;
      });
    }
    for (std::thread& each : threads) each.join();
    EXPECT_GE(granted, 1);
    EXPECT_TRUE(eventually([&] { return relay.relay().link_count() == 1; }));
    EXPECT_EQ(relay.relay().session_count(), 1U);
  }
  EXPECT_EQ(relay.node().connections(), 1);
}

TEST(claims_in_vain, beyond_the_limit_are_answered_hung_up_on_and_seldom_logged) {
  stand_in_node node(stand_in_node::echo);
  relay_process relay(node.port(), "[limits]\nresume_failures_per_minute = 3\n");
  rightful_client owner(relay.port());
  known_session guessed = owner.session();
  guessed.secret[0] ^= 1;
  for (int i = 0; i < 50; ++i) {
    websocket_client client(relay.port(), "node");
    client.send(guessed.hello());
    std::string memory;
    const auto frame = next_frame(client, memory);
    EXPECT_EQ(std::get<link::refuse>(frame).reason, link::reason::session_wrong_secret);
    if (i >= 3) {
      EXPECT_FALSE(client.receive().has_value()) << "it does not wait for the client to close";
    }
  }
  EXPECT_TRUE(owner.claim_again(relay.port())) << "who has the secret is not kept out by who has not";
  owner.expect_echo("y");
  ASSERT_TRUE(relay.program().wait_for_output("event=session_resumed", 20s));
  const std::string log = relay.program().output();
  const auto lines_with = [&](std::string_view text) {
    int found = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(lines_with("event=claim_refused"), 3) << log;
  EXPECT_EQ(lines_with("event=claims_limited"), 2) << "at 4 and at 40";
  EXPECT_EQ(lines_with("event=link_attempt"), 5) << "the owner's, and those up to the first beyond the limit";
  EXPECT_THAT(log, testing::HasSubstr("reason=session_wrong_secret"));
  EXPECT_THAT(log, testing::HasSubstr("address=127.0.0.1 failures=40"));
}

TEST(flood_of_claims, leaves_the_rightful_session_alone) {
  relay_with_node relay(stand_in_node::echo, with_limits(""));
  rightful_client owner(relay.port());
  constexpr int threads = 4;
  constexpr int claims_per_thread = 2'500;
  std::atomic<int> refused{0};
  std::vector<std::thread> crowd;
  for (int i = 0; i < threads; ++i) {
    known_session guessed = owner.session();
    guessed.secret[1] ^= static_cast<std::uint8_t>(i + 1);
    crowd.emplace_back([&, guessed, i]() mutable {
      for (int claim = 0; claim < claims_per_thread; ++claim) {
        if (claim % 2 == 0) guessed.id[3] = static_cast<std::uint8_t>(i);
        const auto why = answer_to(relay.port(), guessed).reason;
        if (why == link::reason::session_wrong_secret || why == link::reason::session_unknown) ++refused;
      }
    });
  }
  for (int i = 0; i < 50; ++i) owner.expect_echo("typed in the flood");
  EXPECT_TRUE(owner.claim_again(relay.port()));
  for (std::thread& each : crowd) each.join();
  EXPECT_EQ(refused, threads * claims_per_thread);
  owner.expect_echo("y");
  EXPECT_EQ(relay.relay().session_count(), 1U);
  EXPECT_TRUE(eventually([&] { return relay.relay().link_count() == 1; })) << "no place is held";
}

}  // namespace
}  // namespace glasshell::test
