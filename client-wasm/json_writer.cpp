#include "json_writer.hpp"

#include "utf8.hpp"

#include <algorithm>
#include <charconv>

namespace glasshell::browser {

namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";
constexpr std::string_view hexadecimal = "0123456789abcdef";

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out.append(static_cast<const char*>(digits), static_cast<std::size_t>(end - digits));
}

}  // namespace

json_writer& json_writer::name(std::string_view text) {
  separate();
  append_string(text);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

json_writer& json_writer::value(std::string_view text) {
  separate();
  append_string(text);
  return *this;
}

json_writer& json_writer::value(std::uint64_t number) {
  separate();
  append_number(out_, number);
  return *this;
}

json_writer& json_writer::value(bool truth) {
  separate();
  out_ += truth ? "true" : "false";
  return *this;
}

json_writer& json_writer::null() {
  separate();
  out_ += "null";
  return *this;
}

json_writer& json_writer::milliseconds(duration time) {
  constexpr std::uint64_t microseconds_each = 1000;
  const auto microseconds = static_cast<std::uint64_t>(std::max<duration::rep>(time.count(), 0));
  separate();
  append_number(out_, microseconds / microseconds_each);
  // Three digits: 1000 more than the rest, whose leading 1 becomes the point.
  const std::size_t point = out_.size();
  append_number(out_, microseconds_each + microseconds % microseconds_each);
  out_[point] = '.';
  return *this;
}

json_writer& json_writer::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
  return *this;
}

json_writer& json_writer::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
  return *this;
}

void json_writer::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

void json_writer::append_string(std::string_view text) {
  out_ += '"';
  while (!text.empty()) {
    const std::size_t size_bytes = utf8_character_bytes(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(size_bytes, 1));
    const auto first = static_cast<std::uint8_t>(character.front());
    if (size_bytes == 0) {
      out_ += replacement_character;
    } else if (first < 0x20 || first == 0x7F) {
      out_ += "\\u00";
      out_ += hexadecimal[first >> 4];
      out_ += hexadecimal[first & 0x0F];
    } else {
      if (first == '"' || first == '\\') out_ += '\\';
      out_ += character;
    }
    text.remove_prefix(character.size());
  }
  out_ += '"';
}

}  // namespace glasshell::browser
