// The sessions that live, by their handles. The C ABI is a set of plain functions, so this and taken_memory.hpp are the two
// tables that the module has for all of them.
#pragma once

#include "glasshell.h"

#include "base/time.hpp"
#include "ssh/memory_wipe.hpp"
#include "wired_session.hpp"

#include <array>
#include <memory>
#include <string>

namespace glasshell::browser {

struct open_session {
  wired_session inner;
  // What was handed out last.
  ssh::secret_buffer message;
  std::string action;
  // Time never goes back, whatever the driver's clock does.
  time_point latest{};
};

/// A handle is a count: one that is over never names another session.
class session_table {
 public:
  /// A Worker has one. More are for tests, and more than this is a leak.
  static constexpr std::size_t limit = 16;

  /// @return 0 if there is no room
  gsh_session add();
  /// @return false if there is no such session
  bool remove(gsh_session handle);
  /// @return null if there is no such session
  [[nodiscard]] open_session* find(gsh_session handle) noexcept;

 private:
  struct entry {
    gsh_session handle = 0;
    std::unique_ptr<open_session> session;
  };
  /// @param handle  0 for an entry without a session
  entry* entry_of(gsh_session handle) noexcept;

  std::array<entry, limit> entries_;
  gsh_session last_ = 0;
};

session_table& sessions();

}  // namespace glasshell::browser
