// The relay's log: one line an event, as key=value or JSON. Every text is escaped on the way in, so a peer cannot write a line
// of its own; no secret is ever a field.
#pragma once

#include "relay/config.hpp"

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <type_traits>
#include <variant>

namespace glasshell::relay {

struct log_field {
  template <class Integer>
  requires std::is_integral_v<Integer> log_field(std::string_view field_name, Integer number)
      : name(field_name), value(static_cast<std::int64_t>(number)) {}
  log_field(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}

  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;
};

/// @par Thread safety  Safe from any thread; lines never mix.
class log {
 public:
  /// Writes to standard error.
  log(log_format format, log_level lowest);
  ~log();
  log(const log&) = delete;
  log& operator=(const log&) = delete;

  [[nodiscard]] log_level lowest() const noexcept { return lowest_.load(std::memory_order_relaxed); }
  /// From here on, in all threads.
  void set_lowest(log_level level) noexcept { lowest_.store(level, std::memory_order_relaxed); }

  /// @param event  one stable word, for example "link_accepted"
  void write(log_level level, std::string_view event, std::initializer_list<log_field> fields) const;
  void debug(std::string_view event, std::initializer_list<log_field> fields) const {
    write(log_level::debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<log_field> fields) const {
    write(log_level::info, event, fields);
  }
  void warning(std::string_view event, std::initializer_list<log_field> fields) const {
    write(log_level::warning, event, fields);
  }

 private:
  struct sink;
  log_format format_;
  std::atomic<log_level> lowest_;
  std::unique_ptr<sink> sink_;
};

/// One line without its end. @param when  microseconds since 1970, in UTC
std::string format_log_line(log_format format, log_level level, std::int64_t when, std::string_view event,
                            std::initializer_list<log_field> fields);

}  // namespace glasshell::relay
