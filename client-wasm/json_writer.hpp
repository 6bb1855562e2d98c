// Writes one JSON text (RFC 8259) front to back. Whatever it is given, what comes out is valid JSON in valid UTF-8.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace glasshell::browser {

/// Commas are its own business; that objects and arrays are closed again is the caller's.
class json_writer {
 public:
  /// @param out  appended to; outlives this
  explicit json_writer(std::string& out) noexcept : out_(out) {}

  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }
  /// The name of the next value, of an object.
  json_writer& name(std::string_view text);

  /// @param text  any octets; what is not UTF-8 becomes U+FFFD
  json_writer& value(std::string_view text);
  json_writer& value(const char* text) { return value(std::string_view(text)); }
  json_writer& value(std::uint64_t number);
  json_writer& value(std::uint32_t number) { return value(std::uint64_t{number}); }
  json_writer& value(bool truth);
  json_writer& null();
  /// In milliseconds, to the microsecond. Negative is 0.
  json_writer& milliseconds(duration time);

  template <class Value>
  json_writer& field(std::string_view name_text, const Value& what) {
    return name(name_text).value(what);
  }

 private:
  json_writer& open(char bracket);
  json_writer& close(char bracket);
  void separate();
  void append_string(std::string_view text);

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace glasshell::browser
