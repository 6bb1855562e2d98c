#include "link/frame.hpp"

#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <type_traits>

namespace glasshell::link::test {
namespace {

bytes octets(bytes_view view) { return {view.begin(), view.end()}; }

resume_claim claim_of(std::uint64_t received_bytes) {
  resume_claim claim;
  claim.attempt = 7;
  claim.id = {9, 8, 7};
  claim.secret = secret_bytes(bytes(session_secret_bytes, 0x5E));
  claim.received_bytes = received_bytes;
  return claim;
}

TEST(frame, hello_comes_back_as_it_was) {
  hello sent;
  sent.proof = secret_bytes("a signed token");
  sent.receive_limit = 0x0102030405060708;
  const auto got = decoded_as<hello>(encode(sent));
  EXPECT_EQ(got.version, protocol_version);
  EXPECT_EQ(got.proof.text(), "a signed token");
  EXPECT_EQ(got.receive_limit, sent.receive_limit);
  EXPECT_FALSE(got.resume.has_value());
}

TEST(frame, hello_with_a_claim_comes_back_as_it_was) {
  hello sent;
  sent.resume = claim_of(1ULL << 40U);
  const auto got = decoded_as<hello>(encode(sent));
  ASSERT_TRUE(got.resume.has_value());
  EXPECT_EQ(got.resume->id, sent.resume->id);
  EXPECT_TRUE(equal_in_constant_time(got.resume->secret.view(), sent.resume->secret.view()));
  EXPECT_EQ(got.resume->attempt, 7U);
  EXPECT_EQ(got.resume->received_bytes, 1ULL << 40U);
}

TEST(frame, welcome_comes_back_as_it_was) {
  welcome sent = welcome_of_a_relay(77);
  sent.custody = custody::relay;
  sent.id = {1, 2, 3};
  sent.secret.span()[31] = 4;
  sent.received_bytes = 5;
  const auto got = decoded_as<welcome>(encode(sent));
  EXPECT_EQ(got.custody, custody::relay);
  EXPECT_EQ(got.id, sent.id);
  EXPECT_EQ(octets(got.secret.view()), octets(sent.secret.view()));
  EXPECT_EQ(got.received_bytes, 5U);
  EXPECT_EQ(got.receive_limit, 77U);
  EXPECT_EQ(got.grace, 7200s);
  EXPECT_EQ(got.beat_interval, 15s);
}

TEST(frame, refuse_comes_back_as_it_was) {
  const auto got =
      decoded_as<refuse>(encode(refuse{hop::node_tcp, reason::connection_refused, 1500ms, "não há quem atenda"}));
  EXPECT_EQ(got.hop, hop::node_tcp);
  EXPECT_EQ(got.reason, reason::connection_refused);
  EXPECT_EQ(got.retry_after, 1500ms);
  EXPECT_EQ(got.text, "não há quem atenda");
}

TEST(frame, ack_beat_and_bye_come_back_as_they_were) {
  const auto acked = decoded_as<ack>(encode(ack{3, 9}));
  EXPECT_EQ(acked.consumed_bytes, 3U);
  EXPECT_EQ(acked.receive_limit, 9U);
  const auto asked = decoded_as<beat>(encode(beat{beat_kind::ask, 17}));
  EXPECT_EQ(asked.kind, beat_kind::ask);
  EXPECT_EQ(asked.stamp, 17U);
  const auto last = decoded_as<bye>(encode(bye{42, hop::session, reason::closed_by_node, "logout"}));
  EXPECT_EQ(last.final_offset, 42U);
  EXPECT_EQ(last.hop, hop::session);
  EXPECT_EQ(last.reason, reason::closed_by_node);
  EXPECT_EQ(last.text, "logout");
}

TEST(frame, data_is_a_view_into_its_message) {
  const bytes message = data_frame("octets");
  const auto got = decoded_as<data>(message);
  EXPECT_EQ(as_text_view(got.payload), "octets");
  EXPECT_EQ(got.payload.data(), message.data() + 1);
}

TEST(frame, of_the_largest_size_is_taken_and_one_octet_more_is_refused) {
  bytes message(max_frame_bytes, 0x11);
  message[0] = static_cast<std::uint8_t>(frame_type::data);
  EXPECT_EQ(decoded_as<data>(message).payload.size(), max_data_bytes);
  message.push_back(0x11);
  EXPECT_EQ(decode(message).error(), errc::oversized_frame);
}

TEST(frame, of_an_unknown_type_is_refused_whatever_follows) {
  for (unsigned type = 0; type < 256; ++type) {
    if (type >= 1 && type <= 7) continue;
    bytes message = {static_cast<std::uint8_t>(type)};
    EXPECT_EQ(decode(message).error(), errc::unknown_type) << type;
    message.resize(100);
    EXPECT_EQ(decode(message).error(), errc::unknown_type) << type;
  }
}

TEST(frame, with_the_longest_proof_is_taken) {
  hello sent;
  sent.proof = secret_bytes(bytes(max_proof_bytes, 'p'));
  EXPECT_EQ(decoded_as<hello>(encode(sent)).proof.size(), max_proof_bytes);
}

TEST(frame, cuts_a_proof_that_is_too_long) {
  hello sent;
  sent.proof = secret_bytes(bytes(70'000, 'p'));
  EXPECT_EQ(decoded_as<hello>(encode(sent)).proof.size(), max_proof_bytes);
}

TEST(frame, cuts_a_text_that_is_too_long_between_characters) {
  for (std::size_t before = max_text_bytes - 4; before <= max_text_bytes; ++before) {
    const std::string kept(before, 'x');
    const bool fits = before + 4 <= max_text_bytes;
    const std::string text = kept + "🦀" + std::string(70'000, 'y');
    const std::string refused_with =
        decoded_as<refuse>(encode(refuse{hop::relay, reason::internal_error, 0ms, text})).text;
    EXPECT_EQ(refused_with, fits ? kept + "🦀" : kept);
    EXPECT_EQ(decoded_as<bye>(encode(bye{0, hop::relay, reason::internal_error, text})).text, refused_with);
  }
}

TEST(frame, cuts_a_text_of_nothing_but_continuations_to_nothing) {
  const std::string text(2 * max_text_bytes, '\x80');
  EXPECT_EQ(decoded_as<bye>(encode(bye{0, hop::relay, reason::internal_error, text})).text, "");
}

TEST(frame, clamps_times_to_what_their_fields_hold) {
  welcome sent = welcome_of_a_relay();
  sent.grace = std::chrono::hours(24 * 365 * 1000);
  sent.beat_interval = -1ms;
  const auto got = decoded_as<welcome>(encode(sent));
  EXPECT_EQ(got.grace.count(), 0xFFFFFFFF);
  EXPECT_EQ(got.beat_interval, 0ms);
  const auto longest = decoded_as<refuse>(encode(refuse{hop::relay, reason::internal_error, 10'000h, ""}));
  EXPECT_EQ(longest.retry_after.count(), 0xFFFFFFFF);
}

TEST(frame, with_a_secret_of_another_length_keeps_its_shape_and_gives_nothing_away) {
  welcome sent = welcome_of_a_relay();
  sent.secret = secret_bytes("short");
  EXPECT_EQ(octets(decoded_as<welcome>(encode(sent)).secret.view()), bytes(session_secret_bytes, 0));
}

TEST(frame, takes_its_memory_at_once_so_that_no_secret_stays_in_a_smaller_piece) {
  hello greeting;
  greeting.proof = secret_bytes("token");
  greeting.resume = claim_of(0);
  for (const bytes& encoded : {encode(greeting), encode(welcome_of_a_relay())}) {
    EXPECT_EQ(encoded.capacity(), encoded.size());
  }
}

/// Numbers of an enum that counts up from 1, until one has no name.
template <class Enum>
std::set<std::string> names() {
  std::set<std::string> found;
  for (std::underlying_type_t<Enum> number = 1; *name_of(static_cast<Enum>(number)) != '\0'; ++number) {
    EXPECT_TRUE(found.insert(name_of(static_cast<Enum>(number))).second) << "twice: " << number;
  }
  return found;
}

TEST(names_of_the_link, are_there_once_for_every_number_on_the_wire) {
  EXPECT_EQ(names<hop>().size(), 5U);
  EXPECT_EQ(names<reason>().size(), 26U);
}

TEST(errors_of_the_link, each_have_a_sentence_of_their_own) {
  EXPECT_STREQ(link_category().name(), "glasshell.link");
  std::set<std::string> sentences = {link_category().message(0)};
  for (int number = 1; number <= static_cast<int>(errc::superseded_attempt); ++number) {
    EXPECT_TRUE(sentences.insert(error_code(static_cast<errc>(number)).message()).second) << number;
  }
  EXPECT_EQ(link_category().message(static_cast<int>(errc::superseded_attempt) + 1), link_category().message(0));
}

}  // namespace
}  // namespace glasshell::link::test
