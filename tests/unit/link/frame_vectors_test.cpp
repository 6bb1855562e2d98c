// The golden vectors, which other implementations read too.
#include "link/frame.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <variant>

namespace glasshell::link::test {
namespace {

using nlohmann::json;

json vectors(const char* kind) {
  std::ifstream file(GLASSHELL_LINK_VECTORS);
  return json::parse(file).at(kind);
}

bytes octets_of(const json& hex) {
  const auto& digits = hex.get_ref<const std::string&>();
  bytes octets;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return octets;
}

std::string hex_of(bytes_view octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += "0123456789abcdef"[octet >> 4U];
    text += "0123456789abcdef"[octet & 15U];
  }
  return text;
}

std::string decimal(std::uint64_t count) { return std::to_string(count); }

/// A decoded frame as the fields of the vectors.
struct as_fields {
  json operator()(const hello& value) const {
    json fields = {{"type", "hello"},
                   {"version", value.version},
                   {"receive_limit", decimal(value.receive_limit)},
                   {"proof", hex_of(value.proof.view())}};
    if (value.resume) {
      fields["resume"] = {{"id", hex_of(value.resume->id)},
                          {"secret", hex_of(value.resume->secret.view())},
                          {"attempt", value.resume->attempt},
                          {"received_bytes", decimal(value.resume->received_bytes)}};
    }
    return fields;
  }
  json operator()(const welcome& value) const {
    return {{"type", "welcome"},
            {"version", value.version},
            {"custody", value.custody == custody::browser ? "browser" : "relay"},
            {"id", hex_of(value.id)},
            {"secret", hex_of(value.secret.view())},
            {"received_bytes", decimal(value.received_bytes)},
            {"receive_limit", decimal(value.receive_limit)},
            {"grace_s", value.grace.count()},
            {"beat_interval_ms", value.beat_interval.count()}};
  }
  json operator()(const refuse& value) const {
    return {{"type", "refuse"},
            {"hop", name_of(value.hop)},
            {"reason", name_of(value.reason)},
            {"retry_after_ms", value.retry_after.count()},
            {"text", value.text}};
  }
  json operator()(const data& value) const { return {{"type", "data"}, {"payload", hex_of(value.payload)}}; }
  json operator()(const ack& value) const {
    return {{"type", "ack"},
            {"consumed_bytes", decimal(value.consumed_bytes)},
            {"receive_limit", decimal(value.receive_limit)}};
  }
  json operator()(const beat& value) const {
    return {
        {"type", "beat"}, {"kind", value.kind == beat_kind::ask ? "ask" : "answer"}, {"stamp", decimal(value.stamp)}};
  }
  json operator()(const bye& value) const {
    return {{"type", "bye"},
            {"final_offset", decimal(value.final_offset)},
            {"hop", name_of(value.hop)},
            {"reason", name_of(value.reason)},
            {"text", value.text}};
  }
};

struct encoded {
  template <class Frame>
  bytes operator()(const Frame& value) const {
    return encode(value);
  }
  bytes operator()(const data& value) const {
    bytes message = {static_cast<std::uint8_t>(frame_type::data)};
    message.insert(message.end(), value.payload.begin(), value.payload.end());
    return message;
  }
};

TEST(golden_vectors, decode_to_their_fields_and_encode_to_the_same_octets) {
  const json valid = vectors("valid");
  ASSERT_GE(valid.size(), 40U);
  for (const json& vector : valid) {
    SCOPED_TRACE(vector.at("name").get<std::string>());
    const bytes message = octets_of(vector.at("hex"));
    const auto decoded = decode(message);
    ASSERT_TRUE(decoded) << decoded.error().message();
    EXPECT_EQ(std::visit(as_fields{}, *decoded), vector.at("fields"));
    EXPECT_EQ(hex_of(std::visit(encoded{}, *decoded)), vector.at("hex"));
  }
}

TEST(golden_vectors, hold_every_type_hop_and_reason) {
  std::set<std::string> types;
  std::set<std::string> hops;
  std::set<std::string> reasons;
  for (const json& vector : vectors("valid")) {
    const json& fields = vector.at("fields");
    types.insert(fields.at("type").get<std::string>());
    hops.insert(fields.value("hop", ""));
    reasons.insert(fields.value("reason", ""));
  }
  EXPECT_EQ(types.size(), 7U);
  EXPECT_EQ(hops.size(), 5U + 1);
  EXPECT_EQ(reasons.size(), 26U + 1);
}

TEST(golden_vectors, cut_at_any_length_are_malformed) {
  for (const json& vector : vectors("valid")) {
    const bytes message = octets_of(vector.at("hex"));
    const bool is_data = message[0] == static_cast<std::uint8_t>(frame_type::data);
    for (std::size_t size = 1; size < message.size(); ++size) {
      const auto decoded = decode(bytes_view(message).first(size));
      if (is_data && size > 1) {
        EXPECT_TRUE(decoded) << "a stream may be cut anywhere";
      } else {
        ASSERT_FALSE(decoded) << vector.at("name") << ", cut after " << size;
        EXPECT_EQ(decoded.error(), errc::malformed) << vector.at("name") << ", cut after " << size;
      }
    }
  }
}

TEST(golden_vectors, that_are_refused_are_refused_for_their_reason) {
  const std::map<std::string, errc> errors = {{"empty_message", errc::empty_message},
                                              {"unknown_type", errc::unknown_type},
                                              {"malformed", errc::malformed},
                                              {"unsupported_version", errc::unsupported_version}};
  const json refused = vectors("refused");
  ASSERT_GE(refused.size(), 30U);
  for (const json& vector : refused) {
    SCOPED_TRACE(vector.at("name").get<std::string>());
    const auto decoded = decode(octets_of(vector.at("hex")));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error(), errors.at(vector.at("error").get<std::string>()));
  }
}

}  // namespace
}  // namespace glasshell::link::test
