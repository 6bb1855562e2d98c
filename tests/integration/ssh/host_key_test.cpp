// Every outcome of the host key's check, and what has been sent by then.
#include "session_fixture.hpp"

#include "support/scripted_server.hpp"

namespace glasshell::test {
namespace {

class host_key_outcome : public session_test {
 protected:
  sshd server_{with_key()};
  ssh::config settings_ = config_for(server_);
};

TEST_F(host_key_outcome, a_known_key_is_accepted_without_a_question) {
  engine_driver driver(settings_, server_.port());
  reach_shell(driver, server_);
  EXPECT_EQ(driver.last<ssh::host_key_prompt>(), nullptr);
  ASSERT_NE(driver.last<ssh::host_key_known>(), nullptr);
  EXPECT_EQ(driver.last<ssh::host_key_known>()->presented.blob, server_.host_key().blob);
}

TEST_F(host_key_outcome, a_new_key_is_shown_with_the_fingerprint_that_ssh_keygen_prints) {
  settings_.known_hosts.clear();
  engine_driver driver(settings_, server_.port());
  driver.run_to_end();
  const auto* prompt = driver.last<ssh::host_key_prompt>();
  ASSERT_NE(prompt, nullptr) << driver.story();
  EXPECT_TRUE(prompt->known.empty());
  EXPECT_EQ(prompt->presented.type, "ssh-ed25519");
  EXPECT_EQ(prompt->presented.bits, 256U);
  const std::string line = run({"ssh-keygen", "-l", "-f", server_.folder() / "host_ed25519.pub"});
  EXPECT_NE(line.find(" " + prompt->presented.fingerprint + " "), std::string::npos) << line;
}

TEST_F(host_key_outcome, a_new_key_that_is_accepted_leads_to_the_shell) {
  settings_.known_hosts.clear();
  engine_driver driver(settings_, server_.port());
  driver.will_answer(ssh::host_key_decision::accept);
  reach_shell(driver, server_);
}

TEST_F(host_key_outcome, a_new_key_that_is_refused_ends_the_session) {
  settings_.known_hosts.clear();
  engine_driver driver(settings_, server_.port());
  driver.will_answer(ssh::host_key_decision::refuse);
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.stage, ssh::stage::host_key);
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::host_key_refused);
}

class changed_host_key : public host_key_outcome {
 protected:
  void SetUp() override {
    const key_pair other = make_key(folder_, "other_host", {"-t", "ed25519"});
    settings_.known_hosts = {known_host_key_of(other.public_key)};
  }
};

TEST_F(changed_host_key, is_shown_beside_the_known_one) {
  engine_driver driver(settings_, server_.port());
  driver.run_to_end();
  const auto* prompt = driver.last<ssh::host_key_prompt>();
  ASSERT_NE(prompt, nullptr) << driver.story();
  ASSERT_EQ(prompt->known.size(), 1U);
  EXPECT_EQ(prompt->known.front().blob, settings_.known_hosts.front().blob);
  EXPECT_EQ(prompt->presented.blob, server_.host_key().blob);
}

TEST_F(changed_host_key, is_not_accepted_by_the_answer_for_a_new_one) {
  engine_driver driver(settings_, server_.port());
  driver.will_answer(ssh::host_key_decision::accept);
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::host_key_changed);
}

TEST_F(changed_host_key, that_is_refused_ends_the_session) {
  engine_driver driver(settings_, server_.port());
  driver.will_answer(ssh::host_key_decision::refuse);
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::host_key_changed);
}

TEST_F(changed_host_key, that_is_deliberately_replaced_leads_to_the_shell) {
  engine_driver driver(settings_, server_.port());
  driver.will_answer(ssh::host_key_decision::replace);
  reach_shell(driver, server_);
}

TEST_F(host_key_outcome, a_stale_or_unfitting_reply_changes_nothing) {
  settings_.known_hosts.clear();
  engine_driver driver(settings_, server_.port());
  driver.run_to_end();
  const auto* prompt = driver.last<ssh::host_key_prompt>();
  ASSERT_NE(prompt, nullptr);
  const ssh::prompt_id id = prompt->id;
  EXPECT_FALSE(driver.answer(id + 1, ssh::host_key_decision::accept));
  EXPECT_FALSE(driver.answer(0, ssh::host_key_decision::accept));
  EXPECT_FALSE(driver.answer(id, ssh::password_reply{secret_bytes(std::string_view("x"))}));
  EXPECT_TRUE(driver.answer(id, ssh::host_key_decision::accept));
  EXPECT_FALSE(driver.answer(id, ssh::host_key_decision::refuse)) << "an answer is used once";
  reach_shell(driver, server_);
}

TEST_F(session_test, a_server_with_several_keys_shows_the_known_one_first) {
  sshd::options options = with_key();
  options.host_key_types = {"rsa", "ecdsa", "ed25519"};
  sshd server(options);
  for (const char* type : {"rsa", "ecdsa", "ed25519"}) {
    ssh::config settings = config_for(server);
    settings.known_hosts = {server.host_key(type)};
    engine_driver driver(settings, server.port());
    reach_shell(driver, server);
    EXPECT_EQ(driver.last<ssh::host_key_prompt>(), nullptr) << type;
    ASSERT_NE(driver.last<ssh::host_key_known>(), nullptr) << type;
    EXPECT_EQ(driver.last<ssh::host_key_known>()->presented.type, server.host_key(type).type);
  }
}

/// The packets that a client sends until it wants the host key's acceptance.
TEST(before_the_host_key_is_accepted, nothing_about_the_user_is_sent) {
  std::vector<std::uint8_t> types;
  scripted_server server([&](auto& client) {
    client.identify();
    client.exchange_keys();
    client.accept_service();
    for (;;) types.push_back(client.receive().at(0));
  });
  ssh::config settings;
  settings.user = "somebody";
  {
    engine_driver driver(settings, server.port());
    driver.run_until_said<ssh::host_key_prompt>();
    ASSERT_NE(driver.last<ssh::host_key_prompt>(), nullptr) << driver.story();
    driver.run_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(driver.answer(driver.last<ssh::host_key_prompt>()->id, ssh::host_key_decision::refuse));
    driver.run_until([] { return false; }, std::chrono::milliseconds(50));
  }
  EXPECT_EQ(server.join(), "");
  for (const std::uint8_t type : types) EXPECT_LT(type, 50) << "an authentication request was sent";
}

TEST(before_the_host_key_is_accepted, what_the_server_says_is_neither_shown_nor_kept_without_bound) {
  scripted_server server([&](auto& client) {
    client.identify();
    client.exchange_keys();
    client.accept_service();
    const std::string text(1000, 'x');
    for (;;) client.send(packet_builder(53).string(text).string(""));
  });
  ssh::config settings;
  settings.user = "somebody";
  engine_driver driver(settings, server.port());
  driver.run_until([&] { return driver.over(); });
  EXPECT_TRUE(driver.all<ssh::banner>().empty());
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::memory_limit);
  driver.hang_up();
}

TEST(key_exchange, with_a_wrong_signature_is_refused) {
  scripted_server server([](auto& client) {
    client.identify();
    client.exchange_keys({.defect = scripted_connection::defect::wrong_signature});
  });
  ssh::config settings;
  settings.known_hosts = {server.host_key()};
  engine_driver driver(settings, server.port());
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.stage, ssh::stage::key_exchange);
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::bad_signature);
  driver.hang_up();
}

TEST(key_exchange, with_a_damaged_host_key_is_refused) {
  scripted_server server([](auto& client) {
    client.identify();
    client.exchange_keys({.defect = scripted_connection::defect::wrong_host_key_octets});
  });
  engine_driver driver({}, server.port());
  driver.run_to_end();
  ASSERT_NE(driver.last<ssh::failed>(), nullptr) << driver.story();
  EXPECT_EQ(driver.last<ssh::failed>()->why.cause, ssh::cause::protocol_error);
  driver.hang_up();
}

}  // namespace
}  // namespace glasshell::test
