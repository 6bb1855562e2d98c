#include "ssh/authentication_method.hpp"

#include "base/text.hpp"
#include "base/wire.hpp"

namespace glasshell::ssh {

namespace {

constexpr std::size_t text_limit_bytes = std::size_t{8} * 1024;

}  // namespace

secret_buffer authentication_request(std::string_view user, std::string_view method) {
  secret_buffer packet;
  wire_writer(packet).u8(message::userauth_request).string32(user).string32("ssh-connection").string32(method);
  return packet;
}

std::string shown_text(bytes_view text) { return printable_text(as_text_view(text), text_limit_bytes); }

}  // namespace glasshell::ssh
