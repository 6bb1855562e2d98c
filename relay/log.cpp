#include "relay/log.hpp"

#include "base/text.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <ctime>
#include <string>

namespace glasshell::relay {

namespace {

constexpr std::size_t longest_text = 256;

spdlog::level::level_enum spdlog_level(log_level level) {
  switch (level) {
    case log_level::debug:
      return spdlog::level::debug;
    case log_level::info:
      return spdlog::level::info;
    case log_level::warning:
      return spdlog::level::warn;
    case log_level::error:
      return spdlog::level::err;
  }
  return spdlog::level::off;
}

std::string timestamp(std::int64_t microseconds) {
  const auto seconds = static_cast<std::time_t>(microseconds / 1'000'000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.", &utc);
  const std::string milliseconds = std::to_string(microseconds / 1000 % 1000);
  return std::string(text.data(), size).append(3 - milliseconds.size(), '0').append(milliseconds).append("Z");
}

bool is_plain(std::string_view text) {
  constexpr std::string_view special = " \"\\=";
  return !text.empty() && text.find_first_of(special) == std::string_view::npos;
}

void append_field(std::string& line, log_format format, std::string_view name, std::string_view value) {
  switch (format) {
    case log_format::text:
      line.append(line.empty() ? "" : " ").append(name).append("=").append(value);
      return;
    case log_format::json:
      line.append(line.empty() ? "{\"" : ",\"").append(name).append("\":").append(value);
      return;
  }
}

/// Escaped for one line; in quotes, unless it is a plain word.
std::string text_value(log_format format, std::string_view text) {
  switch (format) {
    case log_format::text: {
      const std::string escaped = escaped_for_log(text, longest_text);
      return is_plain(escaped) ? escaped : std::string(1, '"').append(escaped).append("\"");
    }
    case log_format::json:
      return nlohmann::json(printable_text(text, longest_text)).dump(-1, ' ', true);
  }
  return {};
}

}  // namespace

std::string format_log_line(log_format format, log_level level, std::int64_t when, std::string_view event,
                            std::initializer_list<log_field> fields) {
  std::string line;
  const auto add_text = [&](std::string_view name, std::string_view text) {
    append_field(line, format, name, text_value(format, text));
  };
  add_text("time", timestamp(when));
  add_text("level", name_of(level));
  add_text("event", event);
  for (const log_field& field : fields) {
    if (const auto* text = std::get_if<std::string_view>(&field.value)) {
      add_text(field.name, *text);
    } else {
      append_field(line, format, field.name, std::to_string(std::get<std::int64_t>(field.value)));
    }
  }
  if (format == log_format::json) line += '}';
  return line;
}

struct log::sink {
  spdlog::logger logger{"relay", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

log::log(log_format format, log_level lowest) : format_(format), lowest_(lowest), sink_(std::make_unique<sink>()) {
  sink_->logger.set_pattern("%v");
  sink_->logger.set_level(spdlog::level::trace);  // what is below `lowest_` does not come so far
  sink_->logger.flush_on(spdlog::level::trace);
}
log::~log() = default;

void log::write(log_level level, std::string_view event, std::initializer_list<log_field> fields) const {
  if (level < lowest()) return;
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch());
  sink_->logger.log(spdlog_level(level), format_log_line(format_, level, now.count(), event, fields));
}

}  // namespace glasshell::relay
