// One callable of several, for std::visit.
#pragma once

namespace glasshell::relay {

template <class... Callables>
struct overloaded : Callables... {
  using Callables::operator()...;
};
template <class... Callables>
overloaded(Callables...) -> overloaded<Callables...>;

}  // namespace glasshell::relay
