#include "relay/claim.hpp"

namespace glasshell::relay {

namespace {

constexpr std::chrono::seconds retry_when_full{30};

}  // namespace

std::optional<claim_refusal> refusal_for(admission::verdict place) {
  switch (place) {
    case admission::verdict::admitted:
      return std::nullopt;
    case admission::verdict::full:
      return claim_refusal{link::hop::relay, link::reason::too_many_links, retry_when_full, false};
    case admission::verdict::full_for_address:
      return claim_refusal{link::hop::relay, link::reason::too_many_links_from_address, retry_when_full, false};
  }
  return claim_refusal{};
}

claim_refusal refusal_for(const error_code& error) {
  switch (static_cast<link::errc>(error.value())) {
    case link::errc::wrong_secret:
      return {.reason = link::reason::session_wrong_secret};
    case link::errc::superseded_attempt:
      return {.reason = link::reason::session_superseded};
    case link::errc::counts_impossible:
      return {.reason = link::reason::counts_impossible};
    case link::errc::empty_message:
    case link::errc::oversized_frame:
    case link::errc::unknown_type:
    case link::errc::malformed:
    case link::errc::unsupported_version:
    case link::errc::unexpected_frame:
    case link::errc::window_exceeded:
    case link::errc::ack_beyond_sent:
    case link::errc::ack_went_back:
    case link::errc::wrong_final_offset:
    case link::errc::text_frame:
    case link::errc::silent_peer:
      break;
  }
  return {.reason = link::reason::session_unknown};
}

}  // namespace glasshell::relay
