#include "key_files.hpp"

#include "ssh/base64.hpp"

#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace glasshell::test {

namespace {

constexpr std::string_view armour_begin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view armour_end = "-----END OPENSSH PRIVATE KEY-----\n";
constexpr std::size_t armour_line_letters = 64;

}  // namespace

std::string key_file(std::string_view name) {
  std::ifstream file(std::string(GLASSHELL_TEST_KEYS "/").append(name), std::ios::binary);
  if (!file) throw std::runtime_error("no such key: " + std::string(name));
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bytes openssh_content(std::string_view name) {
  std::string text = key_file(name);
  text = text.substr(armour_begin.size(), text.size() - armour_begin.size() - armour_end.size());
  std::erase(text, '\n');
  return ssh::base64_decoded(text).value();
}

std::string in_openssh_armour(bytes_view content) {
  std::string letters = ssh::base64_unpadded(content);
  while (letters.size() % 4 != 0) letters += '=';
  std::string text(armour_begin);
  for (std::size_t i = 0; i < letters.size(); i += armour_line_letters) {
    text += letters.substr(i, armour_line_letters) + "\n";
  }
  return text.append(armour_end);
}

bytes public_blob(std::string_view name) {
  std::istringstream line(key_file(name));
  std::string type;
  std::string blob;
  line >> type >> blob;
  return ssh::base64_decoded(blob).value();
}

std::map<std::string, std::string> ssh_keygen_fingerprints() {
  std::istringstream file(key_file("fingerprints"));
  std::map<std::string, std::string> found;
  for (std::string name, bits, hash, rest; file >> name >> bits >> hash && std::getline(file, rest);) {
    found[name] = bits + " " + hash;
  }
  return found;
}

std::variant<ssh::private_key_envelope, ssh::setback> envelope_of(std::string_view text) {
  return ssh::read_envelope(as_bytes_view(text));
}

std::variant<ssh::private_key, ssh::setback> open_key(std::string_view text, std::string_view passphrase) {
  const auto envelope = envelope_of(text);
  if (const auto* why = std::get_if<ssh::setback>(&envelope)) return *why;
  return ssh::open_envelope(std::get<ssh::private_key_envelope>(envelope), as_bytes_view(passphrase));
}

}  // namespace glasshell::test

namespace glasshell::ssh {
void PrintTo(setback value, std::ostream* out) { *out << name_of(value); }
}  // namespace glasshell::ssh
