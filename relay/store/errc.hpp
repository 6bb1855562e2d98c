// What can be wrong with something that is asked of the store.
#pragma once

#include "base/result.hpp"

#include <boost/system/error_category.hpp>

#include <cstdint>
#include <type_traits>

namespace glasshell::relay::store {

enum class errc : std::uint8_t {
  not_found = 1,  ///< there is nobody, or nothing, of this name or number
  name_taken,     ///< another one has this name already
  last_admin,     ///< the only admin who may sign in would be gone
  unavailable,  ///< the disk is full, the file is locked for too long, or broken; what the database said went to `on_trouble`
  no_store,        ///< the file is no store of Glasshell's
  newer_version,   ///< the store was written by a newer version of the relay
  cannot_be_made,  ///< the file, or its folder, cannot be opened or made
};

const boost::system::error_category& category() noexcept;

inline error_code make_error_code(errc code) noexcept { return {static_cast<int>(code), category()}; }

}  // namespace glasshell::relay::store

template <>
struct boost::system::is_error_code_enum<glasshell::relay::store::errc> : std::true_type {};
