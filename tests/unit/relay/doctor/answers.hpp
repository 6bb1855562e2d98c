// Answers as servers give them, for tests of what they mean.
#pragma once

#include "relay/doctor/http_message.hpp"

#include <string>
#include <utility>
#include <vector>

namespace glasshell::relay::doctor {

inline http_answer answer(unsigned status, std::string body = {},
                          std::vector<std::pair<std::string, std::string>> fields = {}) {
  http_answer made;
  made.how = ending::complete;
  made.status = status;
  made.body = std::move(body);
  made.fields = std::move(fields);
  return made;
}

inline http_answer cut_off(ending how, std::string first_octets = {}) {
  http_answer made;
  made.how = how;
  made.first_octets = std::move(first_octets);
  return made;
}

inline target https_target() { return *parse_target("https://ssh.example.org/tools/ssh/"); }
inline target http_target() { return *parse_target("http://ssh.example.org:8080/"); }

}  // namespace glasshell::relay::doctor
