// The words for the link's enumerators, apart from the coding of frames.
#include "link/frame.hpp"

namespace glasshell::link {

const char* name_of(reason why) noexcept {
  switch (why) {
    case reason::unsupported_version:
      return "unsupported_version";
    case reason::malformed_frame:
      return "malformed_frame";
    case reason::not_authenticated:
      return "not_authenticated";
    case reason::not_permitted:
      return "not_permitted";
    case reason::unknown_node:
      return "unknown_node";
    case reason::too_many_links:
      return "too_many_links";
    case reason::too_many_links_from_address:
      return "too_many_links_from_address";
    case reason::name_not_found:
      return "name_not_found";
    case reason::connection_refused:
      return "connection_refused";
    case reason::connection_timed_out:
      return "connection_timed_out";
    case reason::host_unreachable:
      return "host_unreachable";
    case reason::connection_reset:
      return "connection_reset";
    case reason::closed_by_node:
      return "closed_by_node";
    case reason::closed_by_client:
      return "closed_by_client";
    case reason::idle_timeout:
      return "idle_timeout";
    case reason::relay_shutting_down:
      return "relay_shutting_down";
    case reason::session_unknown:
      return "session_unknown";
    case reason::session_expired:
      return "session_expired";
    case reason::counts_impossible:
      return "counts_impossible";
    case reason::internal_error:
      return "internal_error";
    case reason::window_exceeded:
      return "window_exceeded";
    case reason::silent_peer:
      return "silent_peer";
    case reason::session_wrong_secret:
      return "session_wrong_secret";
    case reason::session_wrong_user:
      return "session_wrong_user";
    case reason::session_superseded:
      return "session_superseded";
    case reason::session_evicted:
      return "session_evicted";
  }
  return "";
}

const char* name_of(hop where) noexcept {
  switch (where) {
    case hop::relay:
      return "relay";
    case hop::access:
      return "access";
    case hop::node_name:
      return "node_name";
    case hop::node_tcp:
      return "node_tcp";
    case hop::session:
      return "session";
  }
  return "";
}

namespace {

const char* sentence_for(errc what) noexcept {
  switch (what) {
    case errc::empty_message:
      return "the peer sent an empty message";
    case errc::oversized_frame:
      return "the peer sent a frame that is longer than a frame may be";
    case errc::unknown_type:
      return "the peer sent a frame of a type that this version does not have";
    case errc::malformed:
      return "the peer sent a frame whose fields are missing, left over or out of range";
    case errc::unsupported_version:
      return "the peer speaks another version of the link's protocol";
    case errc::unexpected_frame:
      return "the peer sent a frame that it may not send at this point";
    case errc::window_exceeded:
      return "the peer sent more data than it was granted";
    case errc::ack_beyond_sent:
      return "the peer acknowledged data that was never sent";
    case errc::ack_went_back:
      return "the peer took back an acknowledgement or a limit";
    case errc::counts_impossible:
      return "the peer's counts cannot be true";
    case errc::wrong_final_offset:
      return "the peer's last word does not match the data before it";
    case errc::text_frame:
      return "the peer sent a text message where only binary ones are spoken";
    case errc::silent_peer:
      return "the peer has been silent for too long";
    case errc::wrong_secret:
      return "the peer claims a session without its secret";
    case errc::superseded_attempt:
      return "the peer's claim is older than the last one that was accepted";
  }
  return "not an error of the link";
}

// Boost's base has a protected destructor on purpose: nobody deletes a category.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class category final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "glasshell.link"; }
  [[nodiscard]] std::string message(int value) const override { return sentence_for(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& link_category() noexcept {
  static const category instance;
  return instance;
}

}  // namespace glasshell::link
