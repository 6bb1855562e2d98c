// JSON in memory that is wiped when it is released: requests carry passwords.
#pragma once

#include "base/bytes.hpp"
#include "base/secret.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace glasshell::relay::api {

template <class T>
struct wiping_allocator {
  using value_type = T;

  wiping_allocator() noexcept = default;
  template <class Other>
  wiping_allocator(const wiping_allocator<Other>& /*other*/) noexcept {
  }  // NOLINT(google-explicit-constructor): as allocators are

  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* memory, std::size_t count) noexcept {
    wipe({reinterpret_cast<std::uint8_t*>(memory), count * sizeof(T)});
    std::allocator<T>().deallocate(memory, count);
  }
  template <class Other>
  bool operator==(const wiping_allocator<Other>& /*other*/) const noexcept {
    return true;
  }
};

/// A short one lies in the object itself, which is in the tree, whose memory is wiped too.
using secret_string = std::basic_string<char, std::char_traits<char>, wiping_allocator<char>>;

using secret_json = nlohmann::basic_json<std::map, std::vector, secret_string, bool, std::int64_t, std::uint64_t,
                                         double, wiping_allocator>;

}  // namespace glasshell::relay::api
