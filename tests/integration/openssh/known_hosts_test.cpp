// Which lines of a file are for a host, compared with what `ssh-keygen -F` finds, in plain files and in hashed ones.
#include "relay/openssh/known_hosts_file.hpp"

#include "openssh_program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace glasshell::relay::openssh {
namespace {

using test::home;
using testing::IsEmpty;

const std::vector<std::string> key_names = {"ed25519",  "ecdsa256", "ecdsa384",
                                            "ecdsa521", "rsa2048",  "ed25519-openssl"};

std::string public_key(const std::string& name) {
  const std::string line = glasshell::test::read_file(std::string(GLASSHELL_TEST_KEYS) + "/" + name + ".pub");
  return line.substr(0, line.find_first_of(" \n", line.find(' ') + 1));
}

std::string marker_of(const known_host& line) {
  switch (line.marker) {
    case key_marker::none:
      return "";
    case key_marker::certificate_authority:
      return "CA";
    case key_marker::revoked:
      return "REVOKED";
  }
  return "?";
}

class known_hosts : public testing::Test {
 protected:
  /// The numbers of the lines that are for a host, with their markers, as ssh-keygen finds them.
  std::vector<std::string> found_by_ssh_keygen(const std::string& name, const std::string& file) {
    // With -l it reads the keys, as ssh does, and passes over lines where it cannot.
    const auto output = home_.output_of({"ssh-keygen", "-l", "-F", name, "-f", file});
    std::vector<std::string> lines;
    std::istringstream text(output.value_or(""));
    for (std::string line; std::getline(text, line);) {
      constexpr std::string_view mark = "found: line ";
      if (const std::size_t at = line.find(mark); line.starts_with("# Host ") && at != std::string::npos) {
        lines.push_back(line.substr(at + mark.size()));
      }
    }
    return lines;
  }
  static std::vector<std::string> found_by_us(const std::string& name, const std::string& text) {
    std::vector<std::string> lines;
    for (const known_host& line : parse_known_hosts(text, "known_hosts").entries) {
      if (is_for(line, name)) lines.push_back(std::to_string(line.where.line) + " " + marker_of(line));
    }
    return lines;
  }
  /// @return how many lines were found
  std::size_t compare(const std::string& text, const std::vector<std::string>& names) {
    const std::string file = home_.write("known_hosts", text);
    std::size_t found = 0;
    for (const std::string& name : names) {
      const auto ours = found_by_us(name, text);
      EXPECT_EQ(ours, found_by_ssh_keygen(name, file)) << name << " in\n" << text;
      found += ours.size();
    }
    return found;
  }
  std::string hashed(const std::string& text) {
    const std::string file = home_.write("to_hash", text);
    EXPECT_TRUE(home_.output_of({"ssh-keygen", "-H", "-f", file}).has_value());
    return glasshell::test::read_file(file);
  }

  home home_;
};

TEST_F(known_hosts, with_plain_names_patterns_and_ports_are_found_as_ssh_keygen_finds_them) {
  const std::string text = "# known\nweb,10.0.0.1 " + public_key("ed25519") +
                           " a comment\n[web]:2222,[10.0.0.1]:2222 " + public_key("ecdsa256") +
                           "\n*.example.com,!db.example.com " + public_key("rsa2048") +
                           "\n@cert-authority *.example.com " + public_key("ecdsa384") + "\n@revoked * " +
                           public_key("ecdsa521") + "\nWEB " + public_key("ed25519-openssl") + "\n";
  EXPECT_EQ(compare(text, {"web", "10.0.0.1", "[web]:2222", "[web]:22", "a.example.com", "db.example.com", "none"}),
            14U);
}

TEST_F(known_hosts, with_hashed_names_are_found_as_ssh_keygen_finds_them) {
  const std::string plain = "web,10.0.0.1 " + public_key("ed25519") + "\n[web]:2222 " + public_key("ecdsa256") +
                            "\nDB " + public_key("rsa2048") + "\n*.y " + public_key("ecdsa384") + "\n";
  const std::string text = hashed(plain);
  ASSERT_NE(text, plain);
  EXPECT_THAT(parse_known_hosts(text, "known_hosts").notes, IsEmpty());
  EXPECT_EQ(compare(text, {"web", "10.0.0.1", "[web]:2222", "db", "a.y", "none"}), 5U);
}

TEST_F(known_hosts, with_broken_lines_are_found_as_ssh_keygen_finds_them) {
  const std::string key = public_key("ed25519");
  compare("web\nweb ssh-ed25519\nweb ssh-ed25519 AAAA\nweb " + key.substr(0, key.size() - 1) + "\nweb ssh-rsa " +
              key.substr(12) + "\nweb 1024 35 123\n@revoked\tweb " + key + "\n@revoked  web " + key +
              "\n@cert-authority @revoked web " + key + "\n@x web " + key + "\n|1|x|y " + key + "\nweb # " + key +
              "\n\t web\t" + key + "\r\n web , " + key + "\nweb, " + key + "\n,web " + key + "\n" +
              std::string(1023, 'a') + ",web " + key + "\nweb " + key + "=\nweb " + key + " c\n",
          {"web"});
}

TEST_F(known_hosts, that_are_made_up_are_found_as_ssh_keygen_finds_them) {
  std::mt19937 random(1);
  const auto one_of = [&](const std::vector<std::string>& of) {
    return of[std::uniform_int_distribution<std::size_t>(0, of.size() - 1)(random)];
  };
  const std::vector<std::string> names = {"web",        "db",       "a.y",      "b.a.y",
                                          "[web]:2222", "[a.y]:22", "10.0.0.1", "2001:db8::1"};
  std::size_t found = 0;
  for (int file = 0; file < 24 && !HasFailure(); ++file) {
    std::ostringstream text;
    for (int line = 0; line < 12; ++line) {
      text << one_of({"", "", "", "@revoked ", "@cert-authority ", " ", "#"});
      for (std::size_t i = 0, count = 1 + random() % 3; i < count; ++i) {
        text << (i == 0 ? "" : ",") << one_of({"", "", "!"})
             << one_of({one_of(names), one_of({"*", "*.y", "?eb", "[*]:2222", "1*", "W?B", "*:*"})});
      }
      text << one_of({" ", "\t", "  "}) << public_key(one_of(key_names)) << one_of({"", " ", " a@b", "\r"}) << "\n";
    }
    const bool hash = random() % 3 == 0;
    found += compare(hash ? hashed(text.str()) : text.str(), names);
  }
  EXPECT_GT(found, 300U);
}

}  // namespace
}  // namespace glasshell::relay::openssh
