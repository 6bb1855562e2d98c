// Any file of known hosts: no more keys come out than lines go in, each can be written and is read again, and what is known of
// one host is told apart.
#include "relay/openssh/known_hosts_file.hpp"
#include "relay/openssh/padded_base64.hpp"

#include "require.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using namespace glasshell::relay::openssh;
using glasshell::fuzz::require;

std::string_view marker_text(key_marker marker) {
  switch (marker) {
    case key_marker::none:
      return "";
    case key_marker::certificate_authority:
      return "@cert-authority ";
    case key_marker::revoked:
      return "@revoked ";
  }
  return "";
}

std::string written(const known_host& one) {
  return std::string(marker_text(one.marker)) + one.names + " " + one.key.type + " " + to_padded_base64(one.key.blob) +
         (one.comment.empty() ? "" : " " + one.comment) + "\n";
}

bool has(const std::vector<glasshell::ssh::known_host_key>& keys, const glasshell::ssh::known_host_key& key) {
  return std::ranges::any_of(keys, [&](const auto& one) { return one.blob == key.blob; });
}

void check_keys(const known_hosts& known, const std::string& host, std::uint16_t port) {
  const auto found = keys_for(known.entries, host, port);
  require(port != 22 || found.host_keys_without_port.empty(), "port 22 is no port");
  std::size_t keys = 0;
  for (const auto* list : {&found.host_keys, &found.host_keys_without_port, &found.certificate_authorities}) {
    keys += list->size();
    for (const auto& key : *list) require(!has(found.revoked, key), "a revoked key is nothing else");
  }
  require(keys + found.revoked.size() <= known.entries.size(), "keys come from lines");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const auto known = parse_known_hosts(text, "known_hosts", {.octets = 256 * 1024, .lines = 1000});
  require(known.entries.size() + known.notes.size() <= std::min<std::size_t>(lines, 1001), "a line is a key or a note");

  std::string all;
  for (const known_host& one : known.entries) all += written(one);
  const auto again = parse_known_hosts(all, "known_hosts");
  require(again.notes.empty() && again.entries.size() == known.entries.size(), "what is written is read");
  for (std::size_t i = 0; i < again.entries.size(); ++i) {
    const known_host& ours = known.entries[i];
    const known_host& theirs = again.entries[i];
    require(ours.marker == theirs.marker && ours.names == theirs.names && ours.hashed == theirs.hashed &&
                ours.key.type == theirs.key.type && ours.key.blob == theirs.key.blob && ours.comment == theirs.comment,
            "and says the same");
  }
  check_keys(known, "web", 22);
  check_keys(known, "web.example.com", 2222);
  check_keys(known, "", 1);
  if (!known.entries.empty()) check_keys(known, known.entries.front().names, 22);
  return 0;
}
