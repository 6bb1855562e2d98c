#include "relay/openssh/key_text.hpp"

#include "base/wire.hpp"
#include "relay/openssh/padded_base64.hpp"
#include "ssh/host_key.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace glasshell::relay::openssh {

namespace {

constexpr std::uint32_t fewest_rsa_bits = 1024;  // ssh reads no shorter ones

bool is_ed25519(wire_reader& fields) { return fields.string32().size() == 32; }
bool has_integers(wire_reader& fields, int count) {
  for (; count > 0; --count) {
    if (fields.string32().empty()) return false;
  }
  return true;
}
bool is_rsa(wire_reader& fields) { return has_integers(fields, 2); }
bool is_dss(wire_reader& fields) { return has_integers(fields, 4); }
bool is_point(wire_reader& fields, std::string_view curve, std::size_t coordinate_bytes) {
  constexpr std::uint8_t uncompressed = 4;
  if (as_text_view(fields.string32()) != curve) return false;
  const bytes_view point = fields.string32();
  return point.size() == 1 + 2 * coordinate_bytes && point.front() == uncompressed;
}
bool is_p256(wire_reader& fields) { return is_point(fields, "nistp256", 32); }
bool is_p384(wire_reader& fields) { return is_point(fields, "nistp384", 48); }
bool is_p521(wire_reader& fields) { return is_point(fields, "nistp521", 66); }
// Behind the key of a security key there is the application that it is for.
bool is_ed25519_sk(wire_reader& fields) { return is_ed25519(fields) && !fields.string32().empty(); }
bool is_p256_sk(wire_reader& fields) { return is_p256(fields) && !fields.string32().empty(); }

struct key_type {
  std::string_view name;
  bool (*has_fields)(wire_reader& behind_the_name);
};

constexpr std::array key_types = {
    key_type{"ssh-ed25519", is_ed25519},
    key_type{"ecdsa-sha2-nistp256", is_p256},
    key_type{"ecdsa-sha2-nistp384", is_p384},
    key_type{"ecdsa-sha2-nistp521", is_p521},
    key_type{"ssh-rsa", is_rsa},
    key_type{"ssh-dss", is_dss},
    key_type{"sk-ssh-ed25519@openssh.com", is_ed25519_sk},
    key_type{"sk-ecdsa-sha2-nistp256@openssh.com", is_p256_sk},
};

}  // namespace

std::variant<ssh::known_host_key, problem> parse_key(std::string_view type, std::string_view base64) {
  const auto* const known = std::ranges::find(key_types, type, &key_type::name);
  if (known == key_types.end()) {
    return type.find("-cert-v0") != std::string_view::npos ? problem::certificate_for_a_key : problem::unknown_key_type;
  }
  auto blob = from_padded_base64(base64);
  if (!blob) return problem::not_base64;
  wire_reader fields(*blob);
  const std::string_view inner = as_text_view(fields.string32());
  if (fields.failed()) return problem::malformed_key;
  if (inner != type) return problem::other_key_type;
  if (!known->has_fields(fields) || !fields.complete()) return problem::malformed_key;
  if (type == "ssh-rsa" && ssh::describe_host_key(*blob).bits < fewest_rsa_bits) return problem::short_key;
  return ssh::known_host_key{.type = std::string(type), .blob = *std::move(blob)};
}

}  // namespace glasshell::relay::openssh
