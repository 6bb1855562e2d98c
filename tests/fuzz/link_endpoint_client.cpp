#include "link_endpoint_script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  glasshell::fuzz::run_endpoint_script(glasshell::link::role::client, {octets, size});
  return 0;
}
