// How a session outlives its sockets: what each end says on the next one, and what it refuses to hear there.
#include "scripted_link.hpp"

#include <gtest/gtest.h>

namespace glasshell::link::test {
namespace {

/// The types of the frames, in order, as letters: hello, welcome, refuse, data, ack, b(eat), q(uit).
std::string types(const deeds& done) {
  std::string letters;
  for (const bytes& message : done.messages) letters += " hwrdabq"[message[0]];
  return letters;
}

// ---- both ends ----

class resuming : public testing::TestWithParam<role> {
 protected:
  resuming() { link_.hear(beat{beat_kind::answer, 0}); }

  /// The next socket, whichever end it is; the peer says that it has this much.
  deeds resume(std::uint64_t received_bytes, std::uint64_t receive_limit = 1'000'000'000) {
    switch (GetParam()) {
      case role::client:
        return link_.reattach(received_bytes, receive_limit);
      case role::relay:
        return link_.resume(++attempt_, received_bytes, receive_limit);
    }
    return {};
  }
  /// What it says after its greeting.
  static std::string types_after_greeting(const deeds& done) {
    const std::string all = types(done);
    return all.empty() || all[0] != 'w' ? all : all.substr(1);
  }
  static bytes last(const deeds& done) { return done.messages.back(); }
  bool can_resume(std::uint64_t received_bytes, std::uint64_t receive_limit = 1'000'000'000) {
    switch (GetParam()) {
      case role::client:
        link_.reattach(received_bytes, receive_limit);
        break;
      case role::relay:
        link_.end.resume(claim_of_a_client(++attempt_, received_bytes, receive_limit), link_.now);
        break;
    }
    return link_.end.open();
  }

  scripted_link link_ = scripted_link::opened(GetParam());
  std::uint32_t attempt_ = 0;
};

INSTANTIATE_TEST_SUITE_P(roles, resuming, testing::Values(role::client, role::relay));

TEST_P(resuming, hands_out_nothing_and_sets_no_deadline_without_a_socket) {
  link_.hear_data("in");
  link_.detach();
  EXPECT_FALSE(link_.end.attached());
  EXPECT_FALSE(link_.end.open());
  EXPECT_TRUE(link_.end.resumable());
  EXPECT_TRUE(link_.write("out").nothing());
  EXPECT_TRUE(link_.consume(2).nothing());
  EXPECT_TRUE(link_.finish().nothing());
  EXPECT_TRUE(link_.probe().nothing());
  EXPECT_LT(link_.until_deadline(), 0s);
  EXPECT_TRUE(link_.wait(24h).nothing());
  link_.end.tick(link_.now);
  EXPECT_TRUE(link_.take_deeds().nothing());
  EXPECT_TRUE(link_.end.resumable());
}

TEST_P(resuming, ignores_what_a_socket_brings_after_it_was_left) {
  link_.detach();
  EXPECT_TRUE(link_.hear_data("late").nothing());
  EXPECT_TRUE(link_.hear_text().nothing());
  EXPECT_TRUE(link_.feed({}).nothing());
  EXPECT_EQ(link_.readable(), "");
  EXPECT_TRUE(link_.end.resumable());
}

TEST_P(resuming, leaves_a_socket_once) {
  link_.detach();
  link_.detach();
  resume(0);
  EXPECT_TRUE(link_.end.open());
}

TEST_P(resuming, sends_again_what_has_not_arrived) {
  link_.write("abcdef");
  link_.detach();
  const deeds done = resume(2);
  EXPECT_EQ(last(done), data_frame("cdef"));
  EXPECT_EQ(link_.end.sent_bytes(), 6U) << "repeats are not counted";
}

TEST_P(resuming, sends_what_was_written_meanwhile_after_what_was_lost) {
  link_.write("abc");
  link_.detach();
  link_.write("def");
  EXPECT_EQ(last(resume(1)), data_frame("bcdef"));
  EXPECT_EQ(link_.write("ghi").messages, std::vector<bytes>{data_frame("ghi")});
}

TEST_P(resuming, sends_nothing_again_that_has_arrived) {
  link_.write("abc");
  link_.detach();
  EXPECT_EQ(types_after_greeting(resume(3)), "");
}

TEST_P(resuming, keeps_what_has_arrived_until_it_is_acknowledged) {
  link_.write("abc");
  link_.detach();
  resume(3);
  link_.detach();
  EXPECT_EQ(last(resume(0)), data_frame("abc")) << "a peer that lost its memory may say so";
  link_.hear(ack{2, 1'000'000'000});
  link_.detach();
  EXPECT_FALSE(can_resume(1)) << "it is gone";
}

TEST_P(resuming, may_be_repeated_before_anything_more_is_sent) {
  link_.write("abc");
  for (int socket = 0; socket < 100; ++socket) {
    link_.detach();
    EXPECT_EQ(last(resume(1)), data_frame("bc"));
  }
}

TEST_P(resuming, counts_the_window_over_all_sockets) {
  settings settings;
  settings.send_window_bytes = 10;
  link_ = scripted_link::opened(GetParam(), settings);
  link_.write("12345");
  link_.detach();
  EXPECT_EQ(link_.end.writable(), 5U);
  link_.write("67890");
  EXPECT_EQ(link_.end.writable(), 0U);
  resume(5);
  EXPECT_EQ(link_.end.writable(), 0U);
  link_.hear(ack{6, 1'000'000'000});
  EXPECT_EQ(link_.end.writable(), 6U);
}

TEST_P(resuming, takes_a_higher_limit_and_no_lower_one) {
  link_ = scripted_link::opened(GetParam(), {}, 10);
  link_.hear(ack{0, 12});
  link_.detach();
  EXPECT_TRUE(can_resume(0, 20));
  EXPECT_EQ(link_.end.writable(), 20U);
  link_.detach();
  EXPECT_FALSE(can_resume(0, 19));
}

TEST_P(resuming, fails_with_more_than_was_ever_handed_out) {
  link_.write("abc");
  link_.detach();
  link_.write("def");
  EXPECT_FALSE(can_resume(4));
}

TEST_P(resuming, takes_more_than_this_socket_s_predecessor_carried_if_an_older_one_did) {
  link_.write("abcdef");
  link_.detach();
  resume(0);
  link_.detach();
  EXPECT_TRUE(can_resume(6));
}

TEST_P(resuming, takes_no_ack_of_what_the_new_socket_has_not_carried) {
  link_.write("abcdef");
  link_.detach();
  link_.end.detach(link_.now);
  switch (GetParam()) {
    case role::client: {
      link_.attach();
      link_.end.feed(encode(welcome_of_a_relay()), link_.now);
      break;
    }
    case role::relay:
      link_.end.resume(claim_of_a_client(1, 0), link_.now);
      break;
  }
  link_.end.feed(encode(ack{1, 1'000'000'000}), link_.now);
  EXPECT_FALSE(link_.end.resumable()) << "nothing was handed out on this socket yet";
}

TEST_P(resuming, says_again_how_much_was_consumed) {
  link_.hear_data("abc");
  link_.consume(3);
  link_.wait(50ms);  // the ack that goes out here is lost with the socket
  link_.detach();
  const deeds done = resume(0);
  ASSERT_EQ(types_after_greeting(done), "a");
  EXPECT_EQ(decoded_as<ack>(last(done)).consumed_bytes, 3U);
}

TEST_P(resuming, goes_on_reading_where_the_last_socket_ended) {
  link_.hear_data("abc");
  link_.consume(1);
  link_.detach();
  EXPECT_EQ(link_.readable(), "bc");
  resume(0);
  link_.hear_data("def");
  EXPECT_EQ(link_.end.received_bytes(), 6U);
  EXPECT_EQ(link_.end.consumed_bytes(), 1U);
  EXPECT_EQ(link_.readable(), "bcdef");
}

TEST_P(resuming, says_its_bye_again_after_all_data) {
  link_.write("abc");
  link_.finish(hop::relay, reason::idle_timeout, "why");
  link_.detach();
  deeds done = resume(1);
  ASSERT_EQ(types_after_greeting(done), "dq");
  EXPECT_EQ(done.messages[done.messages.size() - 2], data_frame("bc"));
  EXPECT_EQ(decoded_as<bye>(last(done)).final_offset, 3U);
  EXPECT_EQ(decoded_as<bye>(last(done)).text, "why");
  link_.detach();
  done = resume(3);
  EXPECT_EQ(types_after_greeting(done), "q");
  EXPECT_EQ(decoded_as<bye>(last(done)).final_offset, 3U);
}

TEST_P(resuming, says_a_bye_that_was_given_meanwhile) {
  link_.detach();
  link_.finish();
  EXPECT_EQ(types_after_greeting(resume(0)), "q");
}

TEST_P(resuming, hears_a_bye_again_on_another_socket_and_tells_it_once) {
  const bye last_word{3, hop::session, reason::closed_by_client, ""};
  link_.hear_data("abc");
  EXPECT_NE(link_.hear(last_word).only<finished>(), nullptr);
  link_.detach();
  resume(0);
  EXPECT_TRUE(link_.hear(last_word).notices.empty());
  EXPECT_TRUE(link_.end.open());
  EXPECT_NE(link_.hear(last_word).only<failed>(), nullptr) << "twice on one socket";
}

TEST_P(resuming, takes_the_repeated_bye_only_at_the_same_offset) {
  link_.hear_data("abc");
  link_.hear(bye{3, hop::session, reason::closed_by_client, ""});
  link_.detach();
  resume(0);
  const deeds done = link_.hear(bye{4, hop::session, reason::closed_by_client, ""});
  ASSERT_NE(done.only<failed>(), nullptr);
  EXPECT_EQ(done.only<failed>()->why, errc::wrong_final_offset);
}

TEST_P(resuming, takes_no_data_after_a_bye_of_an_earlier_socket) {
  link_.hear(bye{0, hop::session, reason::closed_by_client, ""});
  link_.detach();
  resume(0);
  EXPECT_EQ(link_.hear_data("x").only<failed>()->why, errc::unexpected_frame);
}

TEST_P(resuming, tells_what_was_not_yet_told_when_the_socket_went) {
  link_.end.feed(encode(bye{0, hop::session, reason::closed_by_client, ""}), link_.now);
  EXPECT_NE(link_.detach().only<finished>(), nullptr);
}

TEST_P(resuming, counts_liveness_anew_on_each_socket) {
  const deeds asked = link_.probe();
  link_.end.feed(encode(beat{beat_kind::ask, 5}), link_.now);
  link_.end.detach(link_.now);
  link_.pass(8h);
  EXPECT_EQ(types_after_greeting(resume(0)), "") << "an answer to the last socket is of no use on this one";
  EXPECT_EQ(link_.until_deadline(), 15s);
  const auto stamp = decoded_as<beat>(link_.probe().messages.at(0)).stamp;
  link_.wait(20ms);
  link_.hear(beat{beat_kind::answer, stamp});
  EXPECT_EQ(link_.end.round_trip(), 20ms);
}

TEST_P(resuming, knows_when_the_peer_was_last_heard) {
  link_.hear(beat{beat_kind::answer, 0});
  const time_point heard = link_.now;
  EXPECT_EQ(link_.end.last_heard(), heard);
  link_.wait(5s);
  link_.write("x");
  link_.detach();
  link_.pass(1h);
  link_.write("y");
  EXPECT_EQ(link_.end.last_heard(), heard);
}

TEST_P(resuming, is_impossible_after_a_failure) {
  link_.feed({});
  EXPECT_FALSE(link_.end.resumable());
  EXPECT_FALSE(link_.end.session().has_value());
  link_.detach();
  EXPECT_FALSE(can_resume(0));
  EXPECT_TRUE(link_.attach().nothing());
}

// ---- the client ----

TEST(resuming_client, claims_its_session_with_a_higher_number_each_time) {
  scripted_link client = scripted_link::opened(role::client);
  client.hear_data("abc");
  client.consume(1);
  for (std::uint32_t attempt = 1; attempt <= 3; ++attempt) {
    client.detach();
    const deeds done = client.attach("fresh token");
    ASSERT_EQ(types(done), "h");
    const auto said = decoded_as<hello>(done.messages[0]);
    EXPECT_EQ(said.proof.text(), "fresh token");
    EXPECT_EQ(said.receive_limit, 256U * 1024 + 1) << "what was consumed meanwhile counts";
    ASSERT_TRUE(said.resume.has_value());
    EXPECT_EQ(said.resume->id, *client.end.session());
    EXPECT_EQ(said.resume->secret.view()[31], 31);
    EXPECT_EQ(said.resume->attempt, attempt);
    EXPECT_EQ(said.resume->received_bytes, 3U);
    EXPECT_TRUE(client.end.attached());
    EXPECT_FALSE(client.end.open());
  }
}

TEST(resuming_client, takes_its_new_socket_for_the_old_one_without_a_word) {
  scripted_link client = scripted_link::opened(role::client);
  client.write("abc");
  const deeds done = client.reattach(1);
  ASSERT_NE(done.only<established>(), nullptr);
  EXPECT_EQ(types(done), "d");
}

TEST(resuming_client, is_told_how_it_was_established) {
  scripted_link client(role::client);
  client.take_deeds();
  deeds done = client.hear(welcome_of_a_relay());
  ASSERT_NE(done.only<established>(), nullptr);
  EXPECT_EQ(done.only<established>()->how, continuation::begun);
  EXPECT_EQ(done.only<established>()->grace, 7200s);
  done = client.reattach(0);
  ASSERT_NE(done.only<established>(), nullptr);
  EXPECT_EQ(done.only<established>()->how, continuation::resumed);
}

TEST(resuming_client, begins_anew_when_it_was_never_welcomed) {
  scripted_link client(role::client, {}, "token");
  client.detach();
  EXPECT_FALSE(client.end.resumable());
  const deeds done = client.attach("another");
  ASSERT_EQ(types(done), "h");
  EXPECT_FALSE(decoded_as<hello>(done.messages[0]).resume.has_value());
  EXPECT_EQ(client.hear(welcome_of_a_relay()).only<established>()->how, continuation::begun);
}

TEST(resuming_client, that_left_before_it_said_hello_says_it_on_the_next_socket_only) {
  scripted_link client(role::client, {}, "token");
  client.end.detach(client.now);
  EXPECT_TRUE(client.take_deeds().nothing());
  EXPECT_EQ(types(client.attach()), "h");
}

TEST(resuming_client, fails_when_the_welcome_is_of_another_session) {
  for (const bool other_id : {true, false}) {
    scripted_link client = scripted_link::opened(role::client);
    client.attach();
    welcome answer = welcome_of_a_relay();
    (other_id ? answer.id[3] : reinterpret_cast<std::uint8_t&>(answer.custody)) ^= other_id ? 1 : 3;
    const deeds done = client.hear(answer);
    ASSERT_NE(done.only<failed>(), nullptr);
    EXPECT_EQ(done.only<failed>()->why, errc::counts_impossible);
    EXPECT_FALSE(client.end.resumable());
  }
}

TEST(resuming_client, may_write_while_it_waits_for_the_welcome) {
  scripted_link client = scripted_link::opened(role::client);
  client.attach();
  EXPECT_TRUE(client.write("early").nothing());
  welcome answer = welcome_of_a_relay();
  EXPECT_EQ(client.hear(answer).messages, std::vector<bytes>{data_frame("early")});
}

TEST(resuming_client, loses_its_session_by_a_refusal_that_is_final) {
  scripted_link client = scripted_link::opened(role::client);
  client.write("unacked");
  client.attach();
  const deeds done = client.hear(refuse{hop::session, reason::session_expired, 0ms, ""});
  ASSERT_NE(done.only<refused>(), nullptr);
  EXPECT_FALSE(client.end.resumable());
  EXPECT_EQ(client.end.writable(), 0U);
  EXPECT_TRUE(client.attach().nothing());
}

TEST(resuming_client, keeps_its_session_when_it_may_try_again) {
  scripted_link client = scripted_link::opened(role::client);
  client.write("abc");
  client.attach();
  ASSERT_NE(client.hear(refuse{hop::relay, reason::too_many_links, 2s, ""}).only<refused>(), nullptr);
  EXPECT_FALSE(client.end.attached());
  EXPECT_TRUE(client.end.resumable());
  EXPECT_LT(client.until_deadline(), 0s);
  EXPECT_EQ(types(client.reattach(0)), "d");
}

TEST(resuming_client, loses_the_socket_of_a_relay_that_does_not_answer) {
  scripted_link client = scripted_link::opened(role::client);
  client.attach();
  EXPECT_EQ(client.until_deadline(), 30s);
  const deeds done = client.wait(30s);
  ASSERT_NE(done.only<lost>(), nullptr);
  EXPECT_EQ(done.only<lost>()->why, errc::silent_peer);
  EXPECT_TRUE(client.end.resumable());
  EXPECT_EQ(types(client.attach()), "h");
}

TEST(resuming_client, does_not_report_the_loss_of_a_socket_that_is_replaced_already) {
  scripted_link client = scripted_link::opened(role::client);
  client.pass(15s);
  client.end.tick(client.now);
  client.pass(25s);
  client.end.tick(client.now);
  EXPECT_FALSE(client.end.attached());
  const deeds done = client.attach();
  EXPECT_EQ(types(done), "h");
  EXPECT_TRUE(done.notices.empty());
}

// ---- the relay ----

TEST(resuming_relay, welcomes_the_claim_with_the_same_session_and_what_has_arrived) {
  scripted_link relay(role::relay);
  relay.hear(greeting_of_a_client());
  const auto first = decoded_as<welcome>(relay.accept(60s).messages.at(0));
  relay.hear_data("abc");
  relay.consume(2);
  relay.detach();
  const deeds done = relay.resume(1, 0);
  ASSERT_EQ(types(done), "wa");
  const auto said = decoded_as<welcome>(done.messages[0]);
  EXPECT_EQ(said.id, first.id);
  EXPECT_TRUE(equal_in_constant_time(said.secret.view(), first.secret.view()));
  EXPECT_EQ(said.received_bytes, 3U);
  EXPECT_EQ(said.receive_limit, 256U * 1024 + 2);
  EXPECT_EQ(said.grace, 60s);
  EXPECT_EQ(said.beat_interval, 15s);
  EXPECT_EQ(decoded_as<ack>(done.messages[1]).consumed_bytes, 2U);
}

TEST(resuming_relay, lets_a_new_socket_take_over) {
  scripted_link relay = scripted_link::opened(role::relay);
  relay.write("abc");
  const deeds done = relay.resume(1, 1);
  ASSERT_EQ(types(done), "wd");
  EXPECT_EQ(done.messages[1], data_frame("bc"));
}

TEST(resuming_relay, refuses_a_wrong_secret_before_it_looks_at_the_rest) {
  scripted_link relay = scripted_link::opened(role::relay);
  hello greeting = claim_of_a_client(0, 99);
  greeting.resume->secret.span()[31] ^= 1;
  EXPECT_EQ(relay.end.resume(std::move(greeting), relay.now), errc::wrong_secret);
  greeting = claim_of_a_client(1, 0);
  greeting.resume->secret = secret_bytes(bytes_view(relay.end.session()->data(), 16));
  EXPECT_EQ(relay.end.resume(std::move(greeting), relay.now), errc::wrong_secret);
}

TEST(resuming_relay, refuses_an_attempt_that_is_not_newer) {
  scripted_link relay = scripted_link::opened(role::relay);
  EXPECT_EQ(relay.end.resume(claim_of_a_client(0, 0), relay.now), errc::superseded_attempt);
  relay.resume(5, 0);
  for (const std::uint32_t attempt : {0U, 1U, 5U}) {
    EXPECT_EQ(relay.end.resume(claim_of_a_client(attempt, 0), relay.now), errc::superseded_attempt);
  }
  EXPECT_FALSE(relay.end.resume(claim_of_a_client(6, 0), relay.now));
}

TEST(resuming_relay, goes_on_as_it_was_after_a_claim_that_it_refused) {
  scripted_link relay = scripted_link::opened(role::relay, {}, 10);
  relay.write("abc");
  relay.hear(ack{2, 12});
  EXPECT_EQ(relay.end.resume(claim_of_a_client(1, 1, 12), relay.now), errc::counts_impossible) << "acknowledged";
  EXPECT_EQ(relay.end.resume(claim_of_a_client(1, 4, 12), relay.now), errc::counts_impossible) << "never sent";
  EXPECT_EQ(relay.end.resume(claim_of_a_client(1, 3, 11), relay.now), errc::counts_impossible) << "a lower limit";
  EXPECT_EQ(relay.end.resume(greeting_of_a_client(), relay.now), errc::unexpected_frame) << "no claim";
  EXPECT_TRUE(relay.end.open());
  EXPECT_TRUE(relay.take_deeds().nothing());
  EXPECT_EQ(relay.write("d").messages, std::vector<bytes>{data_frame("d")});
  EXPECT_FALSE(relay.end.resume(claim_of_a_client(1, 3, 12), relay.now)) << "a refused attempt is not used up";
}

TEST(resuming_relay, has_no_session_before_it_accepted_one) {
  scripted_link relay(role::relay);
  EXPECT_EQ(relay.end.resume(claim_of_a_client(1, 0), relay.now), errc::unexpected_frame);
  relay.hear(greeting_of_a_client());
  EXPECT_EQ(relay.end.resume(claim_of_a_client(1, 0), relay.now), errc::unexpected_frame);
  EXPECT_FALSE(relay.end.session().has_value());
  EXPECT_FALSE(relay.end.resumable());
}

TEST(resuming_relay, keeps_no_session_whose_client_may_not_know_of_it) {
  scripted_link relay = scripted_link::opened(role::relay);
  EXPECT_TRUE(relay.end.session().has_value());
  EXPECT_FALSE(relay.end.resumable());
  relay.hear(ack{0, 1'000'000'000});
  EXPECT_TRUE(relay.end.resumable());

  scripted_link other = scripted_link::opened(role::relay);
  EXPECT_FALSE(other.end.resume(claim_of_a_client(1, 0), other.now)) << "who has the secret knows";
  EXPECT_TRUE(other.end.resumable());
}

TEST(resuming_relay, accepts_no_claim_as_a_new_session_and_hears_nothing_until_it_is_decided) {
  scripted_link greeter(role::relay);
  greeter.hear(claim_of_a_client(1, 0));
  EXPECT_TRUE(greeter.accept().nothing());
  const deeds done = greeter.hear(beat{beat_kind::ask, 1});
  ASSERT_NE(done.only<failed>(), nullptr);
  EXPECT_EQ(done.only<failed>()->why, errc::unexpected_frame);
}

TEST(resuming_relay, rejects_a_claim_like_any_other_hello) {
  scripted_link greeter(role::relay);
  greeter.hear(claim_of_a_client(1, 0));
  const deeds done = greeter.reject({hop::session, reason::session_unknown, 0ms, ""});
  ASSERT_EQ(types(done), "r");
  EXPECT_EQ(decoded_as<refuse>(done.messages[0]).reason, reason::session_unknown);
}

TEST(resuming_relay, decides_nothing_for_a_socket_that_is_gone) {
  scripted_link greeter(role::relay);
  greeter.hear(greeting_of_a_client());
  greeter.detach();
  EXPECT_TRUE(greeter.accept().nothing());
  EXPECT_TRUE(greeter.reject({}).nothing());
  EXPECT_FALSE(greeter.end.resumable());
}

}  // namespace
}  // namespace glasshell::link::test
