// Exchanges that were recorded between two ends, delivered again cut in other places: a stream may be cut anywhere, and what becomes
// of it is the same.
#include "scripted_link.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace glasshell::link::test {
namespace {

/// What one end hears, in order; an empty message stands for the loss of the socket, and a claim for the next.
using recording = std::vector<bytes>;

/// What becomes of it.
struct result_of_delivery {
  std::string stream;
  std::vector<std::string> notices;
  std::uint64_t acked = 0;
  std::uint64_t limit = 0;
  bool failed = false;

  bool operator==(const result_of_delivery&) const = default;
};

std::string word_of(const action& notice) {
  if (std::holds_alternative<established>(notice)) return "established";
  if (const auto* why = std::get_if<finished>(&notice)) return std::string("finished ") + name_of(why->why.reason);
  if (const auto* why = std::get_if<failed>(&notice)) return "failed " + why->why.message();
  return "other";
}

/// Consumes at once, and says what it made of it.
class listener {
 public:
  explicit listener(role role) : link_(role) { note(link_.take_deeds()); }

  void hear(bytes_view message) {
    if (message.empty()) {
      note(link_.detach());
    } else if (decode(message) && std::holds_alternative<hello>(*decode(message)) && link_.end.session()) {
      EXPECT_FALSE(link_.end.resume(decoded_as<hello>(message), link_.now));
    } else {
      note(link_.feed(message));
    }
    made_.stream += link_.readable();
    note(link_.consume(link_.end.readable().size()));
    note(link_.wait(1s));
  }
  void attach() { note(link_.attach()); }
  [[nodiscard]] const result_of_delivery& made() const { return made_; }

 private:
  void note(deeds done) {
    for (const bytes& message : done.messages) {
      if (message.front() != static_cast<std::uint8_t>(frame_type::ack)) continue;
      const auto said = decoded_as<ack>(message);
      made_.acked = said.consumed_bytes;
      made_.limit = said.receive_limit;
    }
    for (const action& notice : done.notices) {
      if (std::holds_alternative<hello_received>(notice)) {
        note(link_.accept());
      } else {
        made_.notices.push_back(word_of(notice));
        made_.failed = made_.failed || std::holds_alternative<failed>(notice);
      }
    }
  }

  scripted_link link_;
  result_of_delivery made_;
};

/// A session as a relay hears it, with two sockets lost on the way.
recording heard_by_a_relay() {
  const bytes stream = stream_octets(0, 3000);
  const auto piece = [&](std::size_t from, std::size_t to) {
    return data_frame(bytes_view(stream).subspan(from, to - from));
  };
  return {encode(greeting_of_a_client()),
          piece(0, 500),
          encode(beat{beat_kind::ask, 1}),
          piece(500, 1400),
          {},
          encode(claim_of_a_client(1, 0)),
          piece(1400, 1401),
          piece(1401, 2000),
          {},
          encode(claim_of_a_client(2, 0)),
          encode(ack{0, 1'000'000'000}),
          piece(2000, 3000),
          encode(bye{3000, hop::session, reason::closed_by_client, ""})};
}

/// The same of a client, whose relay ends the session, and says so again.
recording heard_by_a_client() {
  const bytes stream = stream_octets(7, 3000);
  const auto piece = [&](std::size_t from, std::size_t to) {
    return data_frame(bytes_view(stream).subspan(from, to - from));
  };
  const bytes last_word = encode(bye{3000, hop::node_tcp, reason::closed_by_node, "logout"});
  return {
      encode(welcome_of_a_relay()), piece(0, 1234), {}, encode(welcome_of_a_relay()), piece(1234, 3000), last_word, {},
      encode(welcome_of_a_relay()), last_word};
}

/// A session that ends by a broken rule: data after the bye.
recording that_breaks_a_rule() {
  recording all = heard_by_a_relay();
  all.push_back(data_frame("late"));
  return all;
}

/// @param cut  how many octets of the data that is left come in the next frame
result_of_delivery deliver(role role, const recording& all, const std::function<std::size_t(std::size_t)>& cut) {
  listener end(role);
  for (const bytes& message : all) {
    if (message.empty() || message.front() != static_cast<std::uint8_t>(frame_type::data)) {
      end.hear(message);
      if (message.empty() && role == role::client) end.attach();
      continue;
    }
    for (bytes_view left = bytes_view(message).subspan(1); !left.empty();) {
      const std::size_t size = std::min(left.size(), cut(left.size()));
      end.hear(data_frame(left.first(size)));
      left = left.subspan(size);
    }
  }
  return end.made();
}

struct exchange {
  const char* name;
  role heard_by;
  recording (*all)();
};
void PrintTo(const exchange& one, std::ostream* out) { *out << one.name; }

class recorded_exchange : public testing::TestWithParam<exchange> {
 protected:
  [[nodiscard]] result_of_delivery whole() const {
    return deliver(GetParam().heard_by, GetParam().all(), [](std::size_t left) { return left; });
  }
};

TEST_P(recorded_exchange, delivers_its_whole_stream) {
  const result_of_delivery made = whole();
  EXPECT_EQ(made.stream.size(), 3000U);
  EXPECT_EQ(made.acked, 3000U);
  EXPECT_FALSE(made.notices.empty());
  EXPECT_EQ(made.failed, GetParam().all == that_breaks_a_rule);
}

TEST_P(recorded_exchange, ends_the_same_octet_by_octet) {
  EXPECT_EQ(deliver(GetParam().heard_by, GetParam().all(), [](std::size_t) { return std::size_t{1}; }), whole());
}

TEST_P(recorded_exchange, ends_the_same_however_it_is_cut) {
  const result_of_delivery expected = whole();
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::mt19937_64 dice(seed);
    const std::size_t longest = std::size_t{1} << seed % 11;
    const auto cut = [&](std::size_t) { return static_cast<std::size_t>(1 + dice() % longest); };
    ASSERT_EQ(deliver(GetParam().heard_by, GetParam().all(), cut), expected) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(exchanges, recorded_exchange,
                         testing::Values(exchange{"heard by a relay", role::relay, heard_by_a_relay},
                                         exchange{"heard by a client", role::client, heard_by_a_client},
                                         exchange{"that breaks a rule", role::relay, that_breaks_a_rule}));

}  // namespace
}  // namespace glasshell::link::test
