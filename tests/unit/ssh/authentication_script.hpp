// Plays the server and the person against `user_authentication`: expect a packet, give one, expect a prompt, answer it.
#pragma once

#include "packet_recorder.hpp"
#include "support/scripted_server.hpp"

#include "ssh/user_authentication.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glasshell::test {

class authentication_script : public testing::Test {
 protected:
  explicit authentication_script(std::string user = "alice") : machine_(sent_, said_, std::move(user)) {}

  void begin() {
    machine_.begin({.session_id = bytes{1, 2, 3}, .signature_algorithms = [this] { return signature_algorithms_; }});
  }
  /// Begins, and lets the server answer the request "none" with its list. @return the prompt's number
  ssh::prompt_id begin_with(std::string_view methods) {
    begin();
    sent_.clear();
    hear(packet_builder(51).string(methods).u8(0));
    return expect<ssh::authentication_prompt>().id;
  }
  bool hear(const packet_builder& packet) { return machine_.take(received(octets(packet))); }
  void hear_failure(std::string_view methods, bool partial = false) {
    EXPECT_TRUE(hear(packet_builder(51).string(methods).u8(partial ? 1 : 0)));
  }
  template <class Reply>
  bool answer(ssh::prompt_id id, Reply with) {
    ssh::reply reply(std::move(with));
    return machine_.answer(id, reply);
  }
  /// The next action, which is of this kind.
  template <class Action>
  Action expect() {
    auto next = said_.take();
    if (!next || !std::holds_alternative<Action>(*next)) {
      ADD_FAILURE() << "another action, or none: " << (next ? static_cast<int>(next->index()) : -1);
      return {};
    }
    return std::get<Action>(std::move(*next));
  }
  void expect_silence() {
    EXPECT_FALSE(said_.take().has_value());
    EXPECT_EQ(sent_.waiting(), 0U);
  }
  void expect_sent(const packet_builder& packet) { EXPECT_EQ(sent_.take(), octets(packet)); }
  void expect_failed(ssh::cause why) {
    ASSERT_TRUE(machine_.failed().has_value());
    EXPECT_EQ(machine_.failed()->stage, ssh::stage::authentication);
    EXPECT_EQ(machine_.failed()->cause, why) << ssh::name_of(machine_.failed()->cause);
    EXPECT_FALSE(machine_.awaits_server());
  }

  static packet_builder request(std::string_view method, std::string_view user = "alice") {
    packet_builder packet(50);
    packet.string(user).string("ssh-connection").string(method);
    return packet;
  }
  static ssh::password_reply password(std::string_view text) { return {secret_bytes(text)}; }
  static ssh::passphrase_reply passphrase(std::string_view text) { return {secret_bytes(text)}; }
  static ssh::interactive_reply answers(const std::vector<std::string>& texts) {
    ssh::interactive_reply made;
    for (const std::string& text : texts) made.answers.emplace_back(std::string_view(text));
    return made;
  }

  packet_recorder sent_;
  ssh::action_queue said_;
  std::string signature_algorithms_;
  ssh::user_authentication machine_;
};

}  // namespace glasshell::test
