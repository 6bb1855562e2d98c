// What the browser says of the page that asked (WebAuthn §5.8.1), and that is what makes a passkey useless to a page that
// only looks like ours.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace glasshell::relay::accounts {

inline constexpr std::size_t most_client_data_bytes = 4096;

enum class ceremony : std::uint8_t { registration, assertion };

/// @param json  collectedClientData as the browser sent it, of which the hash is signed
/// @param challenge  the octets that we asked with
/// @param origins  of our pages, "https://host[:port]"; one has to be exactly the browser's
/// @par Errors  unreadable_client_data, wrong_ceremony, wrong_challenge, wrong_origin; in_a_frame: asked by a page inside
/// another site's
result<void> check_client_data(bytes_view json, ceremony expected, bytes_view challenge,
                               std::span<const std::string> origins);

}  // namespace glasshell::relay::accounts
