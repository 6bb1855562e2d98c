// Whatever a text of a peer holds, it reaches JavaScript as one JSON string in valid UTF-8, and unchanged if it was UTF-8 itself.
#include "json_writer.hpp"
#include "utf8.hpp"

#include "require.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using glasshell::fuzz::require;
using nlohmann::json;

/// By the other library's own decoder.
bool is_utf8_to_others(const std::string& text) {
  const auto replaced = json(text).dump(-1, ' ', false, json::error_handler_t::ignore);
  return json::parse(replaced).get<std::string>() == text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(octets), size);
  const bool valid = glasshell::browser::is_utf8(text);
  require(valid == is_utf8_to_others(text), "UTF-8 is what others take for it");

  std::string written;
  glasshell::browser::json_writer(written)
      .begin_object()
      .field(text, text)
      .field("end", std::uint64_t{size})
      .end_object();
  const json read = json::parse(written, nullptr, false);
  require(!read.is_discarded(), "it is JSON in UTF-8");
  require(read.size() == (text == "end" ? 1U : 2U), "no text ends its string early");
  if (valid && text != "end") require(read.contains(text) && read[text] == text, "UTF-8 stays as it is");
  return 0;
}
