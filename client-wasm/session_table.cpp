#include "session_table.hpp"

#include <algorithm>
#include <limits>
#include <new>

namespace glasshell::browser {

gsh_session session_table::add() {
  entry* const free = entry_of(0);
  if (free == nullptr || last_ == std::numeric_limits<gsh_session>::max()) return 0;
  free->session.reset(new (std::nothrow) open_session());
  if (!free->session) return 0;
  free->handle = ++last_;
  return free->handle;
}

bool session_table::remove(gsh_session handle) {
  if (find(handle) == nullptr) return false;
  *entry_of(handle) = {};
  return true;
}

open_session* session_table::find(gsh_session handle) noexcept {
  entry* const found = entry_of(handle);
  return found == nullptr ? nullptr : found->session.get();
}

session_table::entry* session_table::entry_of(gsh_session handle) noexcept {
  auto* const found =
      std::find_if(entries_.begin(), entries_.end(), [&](const entry& one) { return one.handle == handle; });
  return found == entries_.end() ? nullptr : found;
}

session_table& sessions() {
  static session_table all;
  return all;
}

}  // namespace glasshell::browser
