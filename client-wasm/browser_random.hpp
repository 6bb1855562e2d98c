// Where OpenSSL's random numbers come from in the browser, whose libcrypto is built without any source of its own.
#pragma once

#include "base/bytes.hpp"

namespace glasshell::browser {

/// Makes crypto.getRandomValues the only source. Natively there is nothing to do.
/// @return false if OpenSSL would not have it: nothing may be started then
bool use_browser_random();

/// Strong octets, by way of OpenSSL. @see random_source
void fill_random(bytes_span octets);

}  // namespace glasshell::browser
