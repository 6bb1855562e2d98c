// RFC 4252 and RFC 4256 by script: every method but public keys, which have a file of their own.
#include "authentication_script.hpp"
#include "key_files.hpp"

#include <string>

namespace glasshell::test {
namespace {

using ssh::cause;
using ssh::setback;
using names = std::vector<std::string>;

class user_authentication : public authentication_script {
 protected:
  using authentication_script::authentication_script;
};

TEST_F(user_authentication, asks_for_the_methods_first) {
  EXPECT_EQ(sent_.waiting(), 0U) << "nothing before the host key is accepted";
  begin();
  expect_sent(request("none"));
  EXPECT_TRUE(machine_.awaits_server());
  hear_failure("publickey,password,hostbased,keyboard-interactive");
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.user, "alice");
  EXPECT_EQ(prompt.methods, (names{"publickey", "password", "keyboard-interactive"})) << "those that we speak";
  EXPECT_EQ(prompt.last, setback::none);
  EXPECT_EQ(prompt.last_method, "");
  EXPECT_FALSE(machine_.awaits_server());
  EXPECT_FALSE(machine_.was_refused());
  expect_silence();
}

TEST_F(user_authentication, succeeds_at_once_if_the_server_wants_no_proof) {
  begin();
  hear(packet_builder(52));
  EXPECT_EQ(expect<ssh::authenticated>().method, "none");
  EXPECT_TRUE(machine_.succeeded());
  EXPECT_FALSE(hear(packet_builder(52))) << "nothing is taken after that";
}

class unnamed_user : public authentication_script {
 protected:
  unnamed_user() : authentication_script("") {}
};

TEST_F(unnamed_user, is_asked_for_before_anything_is_sent) {
  begin();
  const auto prompt = expect<ssh::user_prompt>();
  expect_silence();
  EXPECT_FALSE(answer(prompt.id, ssh::user_reply{""}));
  EXPECT_FALSE(answer(prompt.id, ssh::user_reply{std::string(1025, 'x')}));
  EXPECT_FALSE(answer(prompt.id, password("x")));
  EXPECT_TRUE(answer(prompt.id, ssh::user_reply{"bob"}));
  expect_sent(request("none", "bob"));
}

TEST_F(unnamed_user, can_be_given_up) {
  begin();
  EXPECT_TRUE(answer(expect<ssh::user_prompt>().id, ssh::cancel_reply{}));
  expect_failed(cause::authentication_cancelled);
  expect_silence();
}

TEST_F(user_authentication, by_password_sends_it_and_succeeds) {
  EXPECT_TRUE(answer(begin_with("password"), password("p\xc3\xa4ss")));
  expect_sent(request("password").u8(0).string("p\xc3\xa4ss"));
  EXPECT_TRUE(machine_.awaits_server());
  hear(packet_builder(52));
  EXPECT_EQ(expect<ssh::authenticated>().method, "password");
  EXPECT_TRUE(machine_.succeeded());
}

TEST_F(user_authentication, asks_again_after_a_wrong_password_as_often_as_the_server_allows) {
  ssh::prompt_id id = begin_with("password");
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(answer(id, password("wrong")));
    sent_.clear();
    hear_failure("password");
    const auto prompt = expect<ssh::authentication_prompt>();
    EXPECT_EQ(prompt.last, setback::denied);
    EXPECT_EQ(prompt.last_method, "password");
    EXPECT_NE(prompt.id, id);
    id = prompt.id;
    EXPECT_TRUE(machine_.was_refused());
  }
}

TEST_F(user_authentication, uses_an_answer_once_and_refuses_stale_and_unknown_prompts) {
  const auto first = begin_with("password,keyboard-interactive");
  EXPECT_FALSE(answer(0, password("x")));
  EXPECT_FALSE(answer(first + 1, password("x")));
  EXPECT_EQ(sent_.waiting(), 0U);
  EXPECT_TRUE(answer(first, password("one")));
  sent_.clear();
  EXPECT_FALSE(answer(first, password("two"))) << "the answer was given";
  hear_failure("password");
  EXPECT_FALSE(answer(first, password("three"))) << "another prompt is open now";
  expect<ssh::authentication_prompt>();
  expect_silence();
}

TEST_F(user_authentication, refuses_a_reply_of_another_kind_and_leaves_the_prompt_open) {
  const auto id = begin_with("password");
  EXPECT_FALSE(answer(id, ssh::keyboard_interactive_reply{})) << "the server does not offer it";
  EXPECT_FALSE(answer(id, ssh::public_key_reply{}));
  EXPECT_FALSE(answer(id, passphrase("x")));
  EXPECT_FALSE(answer(id, answers({"x"})));
  EXPECT_FALSE(answer(id, ssh::host_key_decision::accept));
  expect_silence();
  EXPECT_TRUE(answer(id, password("right")));
}

TEST_F(user_authentication, that_is_given_up_is_over) {
  EXPECT_TRUE(answer(begin_with("password"), ssh::cancel_reply{}));
  expect_failed(cause::authentication_cancelled);
  expect_silence();
}

TEST_F(user_authentication, goes_on_after_partial_success_with_what_remains) {
  EXPECT_TRUE(answer(begin_with("password"), password("right")));
  sent_.clear();
  hear_failure("keyboard-interactive", true);
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.last, setback::partial_success);
  EXPECT_EQ(prompt.last_method, "password");
  EXPECT_EQ(prompt.methods, (names{"keyboard-interactive"}));
  EXPECT_FALSE(machine_.was_refused()) << "it was accepted";
  EXPECT_TRUE(answer(prompt.id, ssh::keyboard_interactive_reply{}));
  sent_.clear();
  hear(packet_builder(60).string("").string("").string("").u32(1).string("Code: ").u8(1));
  EXPECT_TRUE(answer(expect<ssh::interactive_prompt>().id, answers({"123456"})));
  hear(packet_builder(52));
  EXPECT_EQ(expect<ssh::authenticated>().method, "keyboard-interactive");
}

TEST_F(user_authentication, without_a_method_that_we_speak_names_the_servers) {
  begin();
  hear_failure("gssapi-with-mic,hostbased");
  expect_failed(cause::no_method_left);
  EXPECT_EQ(machine_.failed()->methods, (names{"gssapi-with-mic", "hostbased"}));
}

// ---- keyboard-interactive -------------------------------------------------------------------------------------------

class keyboard_interactive : public authentication_script {
 protected:
  void SetUp() override {
    EXPECT_TRUE(answer(begin_with("keyboard-interactive"), ssh::keyboard_interactive_reply{}));
    expect_sent(request("keyboard-interactive").string("").string(""));
  }
};

TEST_F(keyboard_interactive, shows_every_prompt_with_its_echo_flag) {
  hear(packet_builder(60)
           .string("Name")
           .string("Do this")
           .string("en")
           .u32(3)
           .string("User: ")
           .u8(1)
           .string("Pass: ")
           .u8(0)
           .string("")
           .u8(7));
  const auto prompt = expect<ssh::interactive_prompt>();
  EXPECT_EQ(prompt.name, "Name");
  EXPECT_EQ(prompt.instruction, "Do this");
  ASSERT_EQ(prompt.questions.size(), 3U);
  EXPECT_EQ(prompt.questions[0].text, "User: ");
  EXPECT_TRUE(prompt.questions[0].echo);
  EXPECT_FALSE(prompt.questions[1].echo);
  EXPECT_TRUE(prompt.questions[2].echo) << "any value but 0 is true (RFC 4251 §5)";
  EXPECT_FALSE(machine_.awaits_server());
  EXPECT_TRUE(answer(prompt.id, answers({"me", "", "x"})));
  expect_sent(packet_builder(61).u32(3).string("me").string("").string("x"));
}

TEST_F(keyboard_interactive, goes_on_for_as_many_rounds_as_the_server_wants) {
  for (int round = 0; round < 200; ++round) {
    hear(packet_builder(60).string("").string("").string("").u32(1).string(std::to_string(round)).u8(0));
    const auto prompt = expect<ssh::interactive_prompt>();
    EXPECT_EQ(prompt.questions.at(0).text, std::to_string(round));
    EXPECT_TRUE(answer(prompt.id, answers({"x"})));
    expect_sent(packet_builder(61).u32(1).string("x"));
  }
}

TEST_F(keyboard_interactive, answers_a_round_without_prompts_by_itself_and_shows_its_text) {
  hear(packet_builder(60).string("Note").string("Look at your phone").string("").u32(0));
  EXPECT_EQ(expect<ssh::banner>().text, "Note\nLook at your phone");
  expect_sent(packet_builder(61).u32(0));
  hear(packet_builder(60).string("").string("").string("").u32(0));
  expect_sent(packet_builder(61).u32(0));
  expect_silence();
  EXPECT_TRUE(machine_.awaits_server());
}

TEST_F(keyboard_interactive, takes_as_many_answers_as_there_are_prompts) {
  hear(packet_builder(60).string("").string("").string("").u32(2).string("a").u8(0).string("b").u8(0));
  const auto prompt = expect<ssh::interactive_prompt>();
  EXPECT_FALSE(answer(prompt.id, answers({})));
  EXPECT_FALSE(answer(prompt.id, answers({"1"})));
  EXPECT_FALSE(answer(prompt.id, answers({"1", "2", "3"})));
  expect_silence();
  EXPECT_TRUE(answer(prompt.id, answers({"1", "2"})));
}

TEST_F(keyboard_interactive, that_is_given_up_goes_back_to_the_choice_of_method) {
  hear(packet_builder(60).string("").string("").string("").u32(1).string("a").u8(0));
  EXPECT_TRUE(answer(expect<ssh::interactive_prompt>().id, ssh::cancel_reply{}));
  const auto prompt = expect<ssh::authentication_prompt>();
  EXPECT_EQ(prompt.last, setback::none);
  EXPECT_TRUE(answer(prompt.id, ssh::keyboard_interactive_reply{}));
  expect_sent(request("keyboard-interactive").string("").string(""));
}

TEST_F(keyboard_interactive, that_the_server_gives_up_while_the_person_types_is_denied) {
  hear(packet_builder(60).string("").string("").string("").u32(1).string("a").u8(0));
  const auto prompt = expect<ssh::interactive_prompt>();
  hear_failure("keyboard-interactive");
  EXPECT_EQ(expect<ssh::authentication_prompt>().last, setback::denied);
  EXPECT_FALSE(answer(prompt.id, answers({"late"})));
  expect_silence();
}

class hostile_count : public keyboard_interactive, public testing::WithParamInterface<std::uint32_t> {};

TEST_P(hostile_count, of_prompts_ends_without_asking_for_memory) {
  hear(packet_builder(60).string("").string("").string("").u32(GetParam()).string("a").u8(0));
  expect_failed(cause::protocol_error);
  expect_silence();
}

INSTANTIATE_TEST_SUITE_P(each, hostile_count, testing::Values(65U, 0xffffU, 0x7fffffffU, 0xffffffffU));

TEST_F(keyboard_interactive, with_fewer_prompts_than_it_says_is_an_error) {
  hear(packet_builder(60).string("").string("").string("").u32(2).string("a").u8(0));
  expect_failed(cause::protocol_error);
}

TEST_F(keyboard_interactive, without_end_is_cut_off) {
  int rounds = 0;
  while (!machine_.failed() && rounds < 10'000) {
    hear(packet_builder(60).string("").string("").string("").u32(0));
    ++rounds;
    sent_.clear();
  }
  EXPECT_EQ(rounds, 257);
  expect_failed(cause::protocol_error);
}

TEST_F(keyboard_interactive, shows_text_without_controls_and_bounded) {
  hear(packet_builder(60)
           .string("\x1b]0;x\x07")
           .string(std::string(20'000, 'i'))
           .string("")
           .u32(1)
           .string("a\rb\xff")
           .u8(0));
  const auto prompt = expect<ssh::interactive_prompt>();
  EXPECT_EQ(prompt.name.find_first_of("\x1b\x07"), std::string::npos);
  EXPECT_LE(prompt.instruction.size(), 8U * 1024);
  EXPECT_EQ(prompt.questions.at(0).text, "a\nb\xef\xbf\xbd");
}

TEST_F(keyboard_interactive, with_answers_longer_than_a_packet_may_be_is_denied_here) {
  hear(packet_builder(60).string("").string("").string("").u32(1).string("a").u8(0));
  EXPECT_TRUE(answer(expect<ssh::interactive_prompt>().id, answers({std::string(100'000, 'x')})));
  EXPECT_EQ(expect<ssh::authentication_prompt>().last, setback::denied);
  expect_silence();
}

// ---- banners, changed passwords, and what breaks the rules ----------------------------------------------------------

TEST_F(user_authentication, shows_banners_at_any_time_made_printable) {
  begin();
  sent_.clear();
  hear(packet_builder(53).string("Welcome\r\n\x1b[31mred").string("en"));
  EXPECT_EQ(expect<ssh::banner>().text, "Welcome\n\xef\xbf\xbd[31mred");
  hear_failure("password");
  expect<ssh::authentication_prompt>();
  hear(packet_builder(53).string("again").string(""));
  EXPECT_EQ(expect<ssh::banner>().text, "again");
  hear(packet_builder(53).string("").string(""));
  expect_silence();
}

TEST_F(user_authentication, shows_no_more_banners_than_a_person_can_want) {
  begin();
  sent_.clear();
  for (int i = 0; i < 1000; ++i) hear(packet_builder(53).string("x").string(""));
  int shown = 0;
  while (said_.take()) ++shown;
  EXPECT_EQ(shown, 32);
  hear(packet_builder(53).u32(0xffffffff));
  expect_silence();
  EXPECT_FALSE(machine_.failed().has_value());
}

TEST_F(user_authentication, asks_for_a_new_password_when_the_old_one_has_expired) {
  EXPECT_TRUE(answer(begin_with("password"), password("old")));
  sent_.clear();
  hear(packet_builder(60).string("Choose another").string(""));
  const auto prompt = expect<ssh::new_password_prompt>();
  EXPECT_EQ(prompt.text, "Choose another");
  EXPECT_FALSE(answer(prompt.id, password("x")));
  EXPECT_TRUE(answer(prompt.id, ssh::new_password_reply{secret_bytes(std::string_view("old")),
                                                        secret_bytes(std::string_view("new"))}));
  expect_sent(request("password").u8(1).string("old").string("new"));
  hear(packet_builder(52));
  EXPECT_EQ(expect<ssh::authenticated>().method, "password");
}

TEST_F(user_authentication, keeps_a_password_of_absurd_length_to_itself) {
  const auto id = begin_with("password");
  EXPECT_TRUE(answer(id, password(std::string(8 * 1024 + 1, 'x'))));
  EXPECT_EQ(expect<ssh::authentication_prompt>().last, setback::denied);
  expect_silence();
}

class word_out_of_turn : public authentication_script, public testing::WithParamInterface<packet_builder> {};

TEST_P(word_out_of_turn, ends_the_conversation) {
  begin_with("password");
  EXPECT_TRUE(hear(GetParam()));
  expect_failed(cause::protocol_error);
  expect_silence();
}

INSTANTIATE_TEST_SUITE_P(of_the_server, word_out_of_turn,
                         testing::Values(packet_builder(52), packet_builder(51).string("password").u8(0),
                                         packet_builder(60).string("").string("").string("").u32(0)));

TEST_F(user_authentication, ends_if_a_refusal_is_cut) {
  begin();
  hear(packet_builder(51).string("password"));
  expect_failed(cause::protocol_error);
}

TEST_F(user_authentication, takes_no_packets_of_others) {
  begin();
  for (const std::uint8_t type : bytes{2, 5, 50, 61, 80, 90, 94, 200})
    EXPECT_FALSE(hear(packet_builder(type))) << int(type);
}

TEST_F(user_authentication, shows_a_bounded_list_of_methods) {
  begin();
  std::string many = "password";
  for (int i = 0; i < 10'000; ++i) many += ",m" + std::to_string(i);
  hear_failure(many);
  EXPECT_EQ(expect<ssh::authentication_prompt>().methods, (names{"password"}));
}

}  // namespace
}  // namespace glasshell::test
