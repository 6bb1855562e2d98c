// Every host of a configuration, compared with what `ssh -G` says of it: some configurations that people write, and many that
// are made up of all that can stand in one.
#include "relay/openssh/ssh_config.hpp"

#include "openssh_program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

namespace glasshell::relay::openssh {
namespace {

using test::home;
using values = std::map<std::string, std::string>;

std::string value_of(const values& from, const std::string& keyword) {
  const auto found = from.find(keyword);
  return found == from.end() ? "" : found->second;
}

class ssh_config : public testing::Test {
 protected:
  ssh_config() { nobody_ = value_of(home_.ssh_g("none", {"a"}).value(), "user"); }

  /// Compares all hosts. @return of how many ssh said anything
  std::size_t compare(const std::string& text) {
    const std::string file = home_.write(".ssh/config", text);
    const auto config = parse_ssh_config(text, file, home_.reader());
    std::size_t compared = 0;
    for (const host_entry& entry : config.hosts) {
      const auto said = home_.ssh_g(file, {entry.name});
      if (!said) continue;
      ++compared;
      compare(entry, *said, file, has_circle(config));
      if (HasFailure()) {
        ADD_FAILURE() << "with the configuration\n" << text;
        return compared;
      }
    }
    return compared;
  }

  void expect_refused(const std::string& text) {
    const std::string file = home_.write(".ssh/config", text);
    EXPECT_EQ(home_.ssh_g(file, {"a"}), std::nullopt) << text;
    EXPECT_FALSE(parse_ssh_config(text, file, home_.reader()).notes.empty()) << text;
  }

  home home_;
  std::string nobody_;  // whom ssh signs in as if nothing says so

 private:
  template <class Host>
  void compare_place(const Host& ours, const values& said) {
    EXPECT_EQ(ours.host, value_of(said, "hostname")) << ours.name;
    EXPECT_EQ(std::to_string(ours.port), value_of(said, "port")) << ours.name;
    EXPECT_EQ(ours.user.empty() ? nobody_ : ours.user, value_of(said, "user")) << ours.name;
    EXPECT_EQ(ours.host_key_alias, value_of(said, "hostkeyalias")) << ours.name;
  }

  static bool has_circle(const openssh::ssh_config& config) {
    return std::ranges::any_of(config.notes, [](const note& one) { return one.what == problem::jump_loop; });
  }

  void compare(const host_entry& entry, const values& said, const std::string& file, bool circle) {
    compare_place(entry, said);
    EXPECT_TRUE(circle || said.contains("proxyjump") == !entry.jumps.empty()) << entry.name;
    // ssh starts another ssh for the last host of the chain, with the others as its chain: we go the same way back.
    std::size_t left = entry.jumps.size();
    values of_last = said;
    while (of_last.contains("proxyjump")) {
      if (left == 0 && circle) return;  // ssh would go round and round
      ASSERT_GT(left, 0U) << entry.name << ": ssh goes over more hosts";
      const auto chain = parse_jump_chain(of_last.at("proxyjump"));
      ASSERT_TRUE(chain && !chain->empty()) << of_last.at("proxyjump");
      const jump_word& last = chain->back();
      EXPECT_EQ(last.host, entry.jumps[left - 1].name);
      std::vector<std::string> arguments;
      if (!last.user.empty()) arguments = {"-l", last.user};
      if (last.port) arguments.insert(arguments.end(), {"-p", std::to_string(*last.port)});
      const std::string& text = of_last.at("proxyjump");
      if (chain->size() > 1) arguments.insert(arguments.end(), {"-J", text.substr(0, text.rfind(','))});
      arguments.push_back(last.host);
      const auto next = home_.ssh_g(file, arguments);
      if (!next) return;  // a circle, which ssh refuses only now
      compare_place(entry.jumps[--left], *next);
      of_last = *next;
    }
    EXPECT_EQ(left, 0U) << entry.name << ": ssh goes over fewer hosts";
    EXPECT_EQ(of_last.contains("proxycommand"), entry.proxy_command.has_value()) << entry.name;
  }
};

TEST_F(ssh_config, of_a_small_company_is_read_as_ssh_reads_it) {
  home_.write(".ssh/config.d/10-work",
              "Host *.corp !*.corp.example\n  User work\n  ProxyJump gate\nHost gate\n  HostName gate.corp.example\n  "
              "Port 2222\n");
  home_.write(".ssh/config.d/20-home",
              "Host nas\n\tHostName=192.168.1.20\n\tUser = \"admin\"\nHost db.corp\nPort 5022\n");
  EXPECT_EQ(compare("# all of it\n"
                    "Include config.d/*\n"
                    "Host web-1 web-2\n"
                    "  HostName %h.example.com\n"
                    "  User deploy   # not root\n"
                    "  IdentityFile ~/.ssh/deploy\n"
                    "Match host *.example.com !originalhost web-2\n"
                    "  Port 2200\n"
                    "Host inner\n"
                    "  ProxyJump alice@web-1:22,bob@[2001:db8::7]:2222,ssh://root@web-2:23\n"
                    "  HostKeyAlias Inner.Example\n"
                    "Host tunnel\n"
                    "  ProxyCommand /usr/bin/nc -X connect %h %p\n"
                    "Host v6\n"
                    "  HostName 2001:db8::1\n"
                    "Host *\n"
                    "  ServerAliveInterval 30\n"
                    "  User me\n"),
            8U);
}

TEST_F(ssh_config, has_first_values_quotes_and_negations_as_in_ssh) {
  EXPECT_EQ(
      compare(
          "User=first\nHost a \"b\" 'c' !d \"d\"\nUser second\n\"HostName\" \"%h%h\"\nHost !a *\n  Port\t=\t0099\n"),
      3U);
  EXPECT_EQ(compare("Host a\nProxyJump none\nHost b\nProxyCommand none\nHost *\nProxyJump z\nHost z\n"), 2U);
  EXPECT_EQ(compare("Host A\nHostName %h\nHost a\nHostName X%hX\nMatch originalhost a\nPort 1\n"), 2U);
  EXPECT_EQ(compare("HostName base\nMatch host base\nPort 1\nMatch host x all\nPort 2\nMatch !all\nUser u\nHost x\n"),
            1U);
}

TEST_F(ssh_config, includes_as_ssh_does) {
  home_.write(".ssh/a", "Host a\nPort 1\nHost b\nUser b\nInclude nested/*.conf\n");
  home_.write(".ssh/nested/1.conf", "User nested\nMatch host c\nPort 7\n");
  home_.write(".ssh/nested/2.conf", "Host c*\nPort 8\n");
  home_.write(".ssh/nested/3.other", "Host *\nPort 9\n");
  EXPECT_EQ(compare("Host a c\nInclude a none \"" + home_.path(".ssh/nested/2.conf") +
                    "\"\nHostName inside\nHost b\nInclude ~/.ssh/a\n"),
            3U);
}

TEST_F(ssh_config, that_ssh_refuses_is_noted) {
  for (const std::string text :
       {"Host a\nPort x\n", "Host a\nPort 0\n", "Port 1 2\n", "Nonsense 1\n", "Host \"\"\n", "Host\n", "User \"a\n",
        "Match nonsense a\n", "Match host\n", "Match all host a\n", "ProxyJump a,,b\n", "ProxyJump a:0\n",
        "HostName %n\n", "HostName %\n", "Include \"\"\n"}) {
    expect_refused(text);
  }
}

// ---- made-up configurations -------------------------------------------------------------------------------------------

class made_up {
 public:
  explicit made_up(unsigned seed) : random_(seed) {}

  std::string config(int most_lines, const std::vector<std::string>& includes) {
    std::ostringstream text;
    const int lines = 3 + number(most_lines);
    for (int i = 0; i < lines; ++i) {
      const std::string words = line(includes);
      // The one thing that is read otherwise on purpose is "ProxyJump none" with a comment.
      const bool takes_comment = !words.starts_with("ProxyJump") || !words.ends_with("none");
      text << indentation() << words << one_of({"", "", "", " ", "\t", takes_comment ? " # why" : "", "\r"}) << "\n";
    }
    return text.str();
  }

 private:
  int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  std::string one_of(const std::vector<std::string>& of) {
    return of[static_cast<std::size_t>(number(static_cast<int>(of.size())))];
  }
  std::string indentation() { return one_of({"", "", "  ", "\t"}); }
  std::string between() { return one_of({" ", " ", "\t", "=", " = ", "  "}); }
  std::string host() { return one_of({"a", "b", "ab", "web1", "web2", "A", "x.y", "a.y", "10.0.0.1", "gate", "Host"}); }
  std::string pattern() { return one_of({"*", "a*", "?b", "*.y", "w?b1", "web*", "?", "1*.*", "g*e"}); }
  std::string quoted(const std::string& word) {
    return one_of(
        {word, word, word, "\"" + word + "\"", "'" + word + "'", "\"" + word.substr(0, 1) + "\"" + word.substr(1)});
  }
  std::string host_line() {
    std::string text = one_of({"Host", "host", "HOST", "\"Host\""}) + between();
    for (int i = 0, count = 1 + number(4); i < count; ++i) {
      if (i > 0) text += one_of({" ", "\t", "  "});
      text += quoted(one_of({"", "", "", "!"}) + (number(3) == 0 ? pattern() : host()));
    }
    return text;
  }
  std::string list() {
    std::string text;
    for (int i = 0, count = 1 + number(3); i < count; ++i) {
      text += (i > 0 ? "," : "") + one_of({"", "", "!"}) + one_of({host(), pattern(), "real", "REAL.y"});
    }
    return text;
  }
  std::string match_line() {
    if (number(4) == 0) return "Match" + between() + one_of({"all", "!all", "ALL", "host a* all"});
    std::string text = "Match";
    for (int i = 0, count = 1 + number(2); i < count; ++i) {
      text += between() + one_of({"", "", "!"}) + one_of({"host", "originalhost", "Host"}) + one_of({" ", "="}) +
              one_of({list(), "\"" + list() + "\""});
    }
    return text;
  }
  std::string jump() {
    const std::string host_or_address = one_of({host(), host(), "gate", "[2001:db8::1]"});
    const std::string before =
        host_or_address.front() == '[' ? one_of({"", "u@"}) : one_of({"", "", "u@", "ssh://", "ssh://v@"});
    return before + host_or_address + one_of({"", "", ":23"});
  }
  std::string line(const std::vector<std::string>& includes) {
    switch (number(14)) {
      case 0:
      case 1:
      case 2:
        return host_line();
      case 3:
        return match_line();
      case 4:
      case 5:
        return "HostName" + between() +
               quoted(one_of({"real", "%h.y", "REAL.%h", "a%%b", "10.0.0.2", "2001:db8::2", host()}));
      case 6:
        return "Port" + between() + one_of({"1", "22", "0443", "65535", "\"8022\""});
      case 7:
        return "User" + between() + quoted(one_of({"alice", "bob", "a\\b"}));
      case 8:
        return "HostKeyAlias" + between() + quoted(one_of({"alias", "Alias.Y"}));
      case 9:
        return "ProxyJump" + between() + one_of({"none", jump(), jump() + "," + jump(), jump()});
      case 10:
        return "ProxyCommand" + between() + one_of({"none", "nc %h %p", "sh -c 'nc %h \"%p\"'"});
      case 11:
        return one_of(
            {"# a comment", "", "   ", "#Host a", "ForwardAgent yes", "SendEnv LANG 'LC_*'", "LogLevel ERROR"});
      case 12:
        return includes.empty() ? std::string("# nothing") : "Include" + between() + quoted(one_of(includes));
      default:
        return "IdentityFile ~/.ssh/" + host();
    }
  }

  std::mt19937 random_;
};

TEST_F(ssh_config, that_is_made_up_is_read_as_ssh_reads_it) {
  constexpr unsigned configurations = 50;
  std::size_t compared = 0;
  for (unsigned seed = 1; seed <= configurations && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    made_up of(seed);
    home_.write(".ssh/d/one", of.config(6, {}));
    home_.write(".ssh/d/two", of.config(6, {"d/one"}));
    compared += compare(of.config(25, {"d/one", "~/.ssh/d/*", "d/none", home_.path(".ssh/d/two")}));
  }
  EXPECT_GT(compared, configurations * 3);  // ssh refuses some, for a circle
}

}  // namespace
}  // namespace glasshell::relay::openssh
