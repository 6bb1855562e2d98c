// Which proxy an answer went through, by how it names itself and by the pages that it makes. Pure.
#pragma once

#include "relay/doctor/finding.hpp"
#include "relay/doctor/http_message.hpp"

namespace glasshell::relay::doctor {

/// @return `none` if the relay itself answered with nothing in between that shows; `unknown` if that cannot be told
proxy_kind recognise_proxy(const http_answer& answer);

/// What is known after another answer: a proxy that was recognised once stays so.
proxy_kind better_known(proxy_kind before, proxy_kind now) noexcept;

/// The relay made this answer, whatever passed it on.
bool is_the_relays(const http_answer& answer);

}  // namespace glasshell::relay::doctor
