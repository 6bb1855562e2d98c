#include "words.hpp"

#include "json_writer.hpp"
#include "ssh/action.hpp"
#include "ssh/failure.hpp"

namespace glasshell::browser {

const char* name_of(link::errc error) noexcept {
  switch (error) {
    case link::errc::empty_message:
      return "empty_message";
    case link::errc::oversized_frame:
      return "oversized_frame";
    case link::errc::unknown_type:
      return "unknown_type";
    case link::errc::malformed:
      return "malformed";
    case link::errc::unsupported_version:
      return "unsupported_version";
    case link::errc::unexpected_frame:
      return "unexpected_frame";
    case link::errc::window_exceeded:
      return "window_exceeded";
    case link::errc::ack_beyond_sent:
      return "ack_beyond_sent";
    case link::errc::ack_went_back:
      return "ack_went_back";
    case link::errc::counts_impossible:
      return "counts_impossible";
    case link::errc::wrong_final_offset:
      return "wrong_final_offset";
    case link::errc::text_frame:
      return "text_frame";
    case link::errc::silent_peer:
      return "silent_peer";
    case link::errc::wrong_secret:
      return "wrong_secret";
    case link::errc::superseded_attempt:
      return "superseded_attempt";
  }
  return "";
}

namespace {

/// Every value of an enum that counts up from `first`: a value beyond the last has no name.
template <class Enum, class Name>
void append_words(json_writer& json, const char* list, Enum first, Name name) {
  json.name(list).begin_array();
  for (int number = static_cast<int>(first);; ++number) {
    const char* word = name(static_cast<Enum>(number));
    if (*word == '\0') break;
    json.value(word);
  }
  json.end_array();
}

}  // namespace

std::string all_words_as_json() {
  std::string text;
  json_writer json(text);
  json.begin_object();
  append_words(json, "stages", ssh::stage::banner, [](ssh::stage value) { return ssh::name_of(value); });
  append_words(json, "causes", ssh::cause::not_ssh, [](ssh::cause value) { return ssh::name_of(value); });
  append_words(json, "hops", link::hop::relay, [](link::hop value) { return link::name_of(value); });
  append_words(json, "reasons", link::reason::unsupported_version,
               [](link::reason value) { return link::name_of(value); });
  append_words(json, "link", link::errc::empty_message, [](link::errc value) { return name_of(value); });
  append_words(json, "setbacks", ssh::setback::none, [](ssh::setback value) { return ssh::name_of(value); });
  json.end_object();
  return text;
}

}  // namespace glasshell::browser
