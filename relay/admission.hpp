// Who may come in: how many of something there are, in all and per address. Used for TCP connections and for links.
#pragma once

#include "relay/address_key.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace glasshell::relay {

class admission;

/// One place, given back when this is destroyed.
class admission_ticket {
 public:
  admission_ticket() noexcept = default;
  admission_ticket(admission_ticket&& other) noexcept;
  admission_ticket& operator=(admission_ticket&& other) noexcept;
  admission_ticket(const admission_ticket&) = delete;
  admission_ticket& operator=(const admission_ticket&) = delete;
  ~admission_ticket();

 private:
  friend class admission;
  explicit admission_ticket(admission& from, std::optional<address_key> address) noexcept
      : from_(&from), address_(address) {}

  admission* from_ = nullptr;
  std::optional<address_key> address_;  ///< none: it counts in all only
};

/// @par Thread safety  Safe from any thread; tickets may be given back on any thread.
/// @par Lifetime  Outlives its tickets.
class admission {
 public:
  enum class verdict : std::uint8_t { admitted, full, full_for_address };
  struct decision {
    verdict outcome = verdict::full;
    admission_ticket ticket;  ///< holds a place if admitted
  };

  admission(std::size_t in_all, std::size_t per_address) : in_all_(in_all), per_address_(per_address) {}

  decision admit(const boost::asio::ip::address& address);
  /// A place that counts in all only: for a proxy, behind which many are, and where addresses do not matter.
  decision admit_in_all();
  [[nodiscard]] std::size_t count() const;

 private:
  friend class admission_ticket;
  void release(const address_key* key) noexcept;

  const std::size_t in_all_;
  const std::size_t per_address_;
  mutable std::mutex mutex_;
  std::size_t count_ = 0;
  std::unordered_map<address_key, std::size_t, address_key_hash> counts_;
};

}  // namespace glasshell::relay
