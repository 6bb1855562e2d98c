// Many sessions, both directions busy, each cut many times after any octet and at every layer: what arrives on either side has
// the hash of what was sent. GLASSHELL_CUT_SESSIONS and GLASSHELL_CUTS ask for more than runs by default.
#include "base/wire.hpp"
#include "relay_fixture.hpp"
#include "support/cutting_proxy.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace glasshell::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr std::size_t bytes_each_way = 600'000;
constexpr std::size_t number_bytes = 8;  // a session's number, which its client says first
constexpr auto patience = 60s;           // for one session to come to its end

int asked_for(const char* variable, int standard) {
  const char* text = std::getenv(variable);
  return text == nullptr ? standard : std::stoi(text);
}

class sha256 {
 public:
  sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view octets) { EVP_DigestUpdate(context_.get(), octets.data(), octets.size()); }
  std::string hex() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    std::string text;
    for (const unsigned char octet : digest) {
      text += "0123456789abcdef"[octet >> 4U];
      text += "0123456789abcdef"[octet & 15U];
    }
    return text;
  }

 private:
  struct releaser {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, releaser> context_{EVP_MD_CTX_new()};
};

/// A stream of octets that its seed tells.
class source {
 public:
  explicit source(std::uint64_t seed) : random_(seed) {}
  std::string next(std::size_t most_bytes) {
    std::string octets(std::min(most_bytes, bytes_each_way - given_), '\0');
    for (char& octet : octets) octet = static_cast<char>(random_());
    given_ += octets.size();
    return octets;
  }

 private:
  std::mt19937_64 random_;
  std::size_t given_ = 0;
};

std::string hash_of_source(std::uint64_t seed) {
  source all(seed);
  sha256 hash;
  hash.add(all.next(bytes_each_way));
  return hash.hex();
}

std::uint64_t seed_to_node(std::uint64_t session) { return 2 * session; }
std::uint64_t seed_to_client(std::uint64_t session) { return 2 * session + 1; }

/// The node's side: writes its stream while it hashes the client's.
class hashing_node {
 public:
  void serve(const socket_handle& client) {
    std::string begin;
    while (begin.size() < number_bytes) begin += receive_some(client, patience);
    const std::uint64_t session = std::stoull(begin.substr(0, number_bytes), nullptr, 16);
    std::thread writer([&] {
      source stream(seed_to_client(session));
      try {
        for (std::string piece = stream.next(5'000); !piece.empty(); piece = stream.next(5'000))
          send_all(client, piece);
      } catch (const std::system_error&) {
        // The session was given up, which the other side tells.
      }
    });
    sha256 hash;
    std::size_t heard = begin.size() - number_bytes;
    hash.add(std::string_view(begin).substr(number_bytes));
    try {
      while (heard < bytes_each_way) {
        const std::string octets = receive_some(client, patience);
        if (octets.empty()) break;
        hash.add(octets);
        heard += octets.size();
      }
    } catch (const std::system_error&) {
      heard = 0;
    }
    writer.join();
    const std::lock_guard lock(mutex_);
    hashes_[session] = heard == bytes_each_way ? hash.hex() : "cut short";
  }
  std::string hash_of(std::uint64_t session) {
    const std::lock_guard lock(mutex_);
    const auto found = hashes_.find(session);
    return found == hashes_.end() ? "" : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> hashes_;
};

/// A client that comes back whenever it has lost its socket, as the page does.
class persistent_client {
 public:
  /// @param closes  after so many octets of the node's it closes its WebSocket
  persistent_client(std::uint16_t port, std::uint16_t relay_port, std::uint64_t session, std::set<std::size_t> closes)
      : port_(port),
        upgrade_(upgrade_options::to_node(relay_port, "node")),
        stream_(seed_to_node(session)),
        closes_(std::move(closes)) {
    settings_.beat_interval = 100ms;
    settings_.dead_after = 400ms;
    settings_.handshake_timeout = 500ms;
    endpoint_.emplace(link::role::client, settings_, now());
    waiting_ = hex_number(session);
  }

  /// Goes on until everything has been sent and heard, and the node has ended. @param when_begun  called once the node has spoken
  template <class Callback>
  std::string run(Callback when_begun) {
    const auto give_up_at = clock::now() + patience;
    bool begun = false;
    while (!finished_) {
      if (clock::now() > give_up_at) throw std::runtime_error("no end after " + std::to_string(heard_) + " octets");
      if (!socket_) connect();
      if (socket_) exchange();
      if (!begun && heard_ > 0) {
        begun = true;
        when_begun();
      }
    }
    return heard_ == bytes_each_way ? hash_.hex() : "cut short at " + std::to_string(heard_);
  }
  [[nodiscard]] int sockets() const noexcept { return sockets_; }

 private:
  static time_point now() { return time_point(std::chrono::duration_cast<duration>(clock::now().time_since_epoch())); }
  static std::string hex_number(std::uint64_t number) {
    std::string text(number_bytes, '0');
    for (std::size_t i = number_bytes; i-- > 0; number /= 16) text[i] = "0123456789abcdef"[number % 16];
    return text;
  }

  void connect() {
    try {
      websocket_client made(port_, upgrade_, 500ms);
      if (made.answer().status != 101) return;
      socket_.emplace(std::move(made));
    } catch (const std::runtime_error&) {  // std::system_error too
      return;
    }
    if (sockets_++ > 0) endpoint_->attach(now());
    pump();
  }
  void leave() {
    endpoint_->detach(now());
    socket_.reset();
  }

  void exchange() {
    try {
      if (waiting_.empty()) waiting_ = stream_.next(3'000);
      waiting_.erase(0, endpoint_->write(as_bytes_view(waiting_), now()));
      pump();
      if (!socket_) return;
      const auto message = socket_->receive(waiting_.empty() ? 0ms : 20ms);
      if (!message || message->type == opcode::close) return leave();
      endpoint_->feed(as_bytes_view(message->payload), now());
      take();
      if (!closes_.empty() && heard_ >= *closes_.begin()) return close();
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::timed_out) return leave();
    }
    endpoint_->tick(now());
    pump();
  }
  void close() {
    const bool goes_away = closes_.size() % 2 == 0;
    closes_.erase(closes_.begin());
    bytes code;
    wire_writer(code).u16(goes_away ? 1001 : 1000);
    socket_->send(code, opcode::close);
    leave();
  }
  void take() {
    for (bytes_view octets = endpoint_->readable(); !octets.empty(); octets = endpoint_->readable()) {
      hash_.add(as_text_view(octets));
      heard_ += octets.size();
      endpoint_->consume(octets.size(), now());
    }
  }
  void pump() {
    while (auto action = endpoint_->next_action()) {
      if (const auto* message = std::get_if<link::send_message>(&*action)) {
        if (socket_) send(*message);
      } else if (std::holds_alternative<link::lost>(*action)) {
        leave();
      } else if (std::holds_alternative<link::finished>(*action)) {
        finished_ = true;
      } else if (const auto* refused = std::get_if<link::refused>(&*action)) {
        // Its close crossed the bye, after it had taken everything.
        finished_ = refused->why.reason == link::reason::closed_by_node;
        if (!finished_) throw std::runtime_error(std::string("refused: ") + link::name_of(refused->why.reason));
      } else if (const auto* failed = std::get_if<link::failed>(&*action)) {
        throw std::runtime_error("failed: " + failed->why.message());
      }
    }
  }
  void send(const link::send_message& message) {
    try {
      socket_->send(std::string(as_text_view(message.head)).append(as_text_view(message.payload.octets)));
    } catch (const std::system_error&) {
      leave();
    }
  }

  std::uint16_t port_;
  upgrade_options upgrade_;
  source stream_;
  std::set<std::size_t> closes_;
  link::settings settings_;
  std::optional<link::endpoint> endpoint_;
  std::optional<websocket_client> socket_;
  int sockets_ = 0;
  std::string waiting_;
  sha256 hash_;
  std::size_t heard_ = 0;
  bool finished_ = false;
};

std::deque<cut> random_cuts(std::mt19937_64& random, int count) {
  // Together they fall within what the session carries, so that most of it is carried between them.
  std::uniform_int_distribution<std::size_t> anywhere(0, 2 * bytes_each_way / static_cast<std::size_t>(count));
  std::uniform_int_distribution<std::size_t> early(0, 400);  // within the upgrade and the greeting
  std::uniform_int_distribution<int> kind(0, cut_kinds - 1);
  std::deque<cut> plan;
  for (int i = 0; i < count; ++i) {
    plan.push_back({i % 3 == 2 ? early(random) : anywhere(random), static_cast<cut_kind>(kind(random))});
  }
  return plan;
}

std::set<std::size_t> random_closes(std::mt19937_64& random, int count) {
  std::uniform_int_distribution<std::size_t> anywhere(1, bytes_each_way - 1);
  std::set<std::size_t> at;
  while (at.size() < static_cast<std::size_t>(count)) at.insert(anywhere(random));
  return at;
}

TEST(cuts, at_any_octet_and_any_layer_leave_both_streams_whole) {
  const int sessions = asked_for("GLASSHELL_CUT_SESSIONS", 20);
  const int cuts = asked_for("GLASSHELL_CUTS", 10);
  const int at_a_time = std::min(sessions, 10);
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));

  hashing_node node;
  relay_with_node relay(
      [&](const socket_handle& client) { node.serve(client); },
      {.top = "threads = 4", .tables = "[link]\nbeat_interval = \"200ms\"\ndead_after = \"1s\"\n", .nodes = {}});
  std::atomic<int> next{0};
  std::atomic<int> sockets{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < at_a_time; ++i) {
    threads.emplace_back([&] {
      for (int session = next++; session < sessions; session = next++) {
        const auto number = static_cast<std::uint64_t>(session);
        std::mt19937_64 random(seed + number);
        cutting_proxy proxy(relay.port());
        // Every fifth is a WebSocket that its client closes; the others happen to it.
        const int closes = cuts / 5;
        persistent_client client(proxy.port(), relay.port(), number, random_closes(random, closes));
        try {
          const std::string heard = client.run([&] { proxy.cut_from_now_on(random_cuts(random, cuts - closes)); });
          EXPECT_EQ(heard, hash_of_source(seed_to_client(number))) << "session " << session;
        } catch (const std::exception& error) {
          ADD_FAILURE() << "session " << session << ": " << error.what();
        }
        EXPECT_EQ(proxy.cuts_left(), 0U) << "session " << session;
        EXPECT_TRUE(eventually([&] { return !node.hash_of(number).empty(); }));
        EXPECT_EQ(node.hash_of(number), hash_of_source(seed_to_node(number))) << "session " << session;
        sockets += client.sockets();
      }
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(relay.node().connections(), sessions);
  EXPECT_GE(sockets, sessions * (cuts / 2)) << "cuts within an upgrade make no socket";
  RecordProperty("sockets", sockets);
}

}  // namespace
}  // namespace glasshell::test
