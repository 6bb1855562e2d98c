#include "support/scripted_server.hpp"

#include "base/wire.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace glasshell::test {

namespace {

constexpr std::size_t block_bytes = 16;
constexpr std::size_t mac_bytes = 32;
constexpr std::size_t plain_block_bytes = 8;
// Packets go out in batches of this, and between two the client's answers are taken away.
constexpr std::size_t batch_bytes = 16 * 1024;

void check(bool good, const char* what) {
  if (!good) throw std::logic_error(std::string("scripted server: ") + what);
}

bytes sha256(bytes_view data) {
  bytes hash(mac_bytes);
  check(EVP_Digest(data.data(), data.size(), hash.data(), nullptr, EVP_sha256(), nullptr) == 1, "hash");
  return hash;
}

bytes public_octets(const EVP_PKEY* key) {
  bytes octets(32);
  std::size_t size = octets.size();
  check(EVP_PKEY_get_raw_public_key(key, octets.data(), &size) == 1, "public key");
  return octets;
}

bytes host_key_blob(const EVP_PKEY* key) {
  bytes blob;
  wire_writer(blob).string32("ssh-ed25519").string32(public_octets(key));
  return blob;
}

void append_positive(bytes& out, bytes_view number) {
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  const bool high = !number.empty() && (number.front() & 0x80) != 0;
  wire_writer to(out);
  to.u32(static_cast<std::uint32_t>(number.size() + (high ? 1 : 0)));
  if (high) to.u8(0);
  to.raw(number);
}

bytes kexinit(const scripted_connection::exchange& how) {
  bytes payload{20};
  payload.resize(17);
  RAND_bytes(&payload[1], 16);
  wire_writer to(payload);
  to.string32(how.kex).string32("ssh-ed25519");
  for (int i = 0; i < 2; ++i) to.string32(how.cipher);
  for (int i = 0; i < 2; ++i) to.string32(how.mac);
  for (int i = 0; i < 2; ++i) to.string32("none");
  for (int i = 0; i < 2; ++i) to.string32("");
  to.u8(0).u32(0);
  return payload;
}

}  // namespace

/// Cipher and MAC of one direction.
struct scripted_connection::direction {
  EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
  bytes mac_key;

  direction(const bytes& key, const bytes& iv, bytes mac) : mac_key(std::move(mac)) {
    check(EVP_EncryptInit_ex(cipher, EVP_aes_128_ctr(), nullptr, key.data(), iv.data()) == 1, "cipher");
  }
  ~direction() { EVP_CIPHER_CTX_free(cipher); }
  direction(const direction&) = delete;
  direction& operator=(const direction&) = delete;

  void crypt(bytes_span octets) const {  // CTR: the same both ways
    int size = 0;
    check(EVP_EncryptUpdate(cipher, octets.data(), &size, octets.data(), static_cast<int>(octets.size())) == 1,
          "crypt");
  }
  [[nodiscard]] bytes mac(std::uint32_t sequence, bytes_view packet) const {
    bytes data;
    wire_writer(data).u32(sequence).raw(packet);
    bytes code(mac_bytes);
    unsigned size = 0;
    HMAC(EVP_sha256(), mac_key.data(), static_cast<int>(mac_key.size()), data.data(), data.size(), code.data(), &size);
    return code;
  }
};

scripted_connection::scripted_connection(socket_handle socket, evp_pkey_st* host_key)
    : socket_(std::move(socket)), host_key_(host_key) {}
scripted_connection::~scripted_connection() = default;

void scripted_connection::send_raw(std::string_view octets) {
  try {
    send_all(socket_, octets);
  } catch (const std::system_error&) {
    throw client_gone();
  }
}

void scripted_connection::wait_for_client_to_leave() {
  for (;;) {
    unread_.clear();
    need(1);
  }
}

void scripted_connection::need(std::size_t size_bytes) {
  while (unread_.size() < size_bytes) {
    std::string more;
    try {
      more = receive_some(socket_, std::chrono::seconds(30));
    } catch (const std::system_error&) {
    }
    if (more.empty()) throw client_gone();
    unread_.insert(unread_.end(), more.begin(), more.end());
  }
}

bytes scripted_connection::take(std::size_t size_bytes) {
  need(size_bytes);
  const auto end = unread_.begin() + static_cast<std::ptrdiff_t>(size_bytes);
  bytes taken(unread_.begin(), end);
  unread_.erase(unread_.begin(), end);
  return taken;
}

void scripted_connection::identify(std::string_view line) {
  server_line_ = line;
  send_raw(server_line_ + "\r\n");
  while (!client_line_.ends_with("\r\n")) client_line_.push_back(static_cast<char>(take(1).front()));
  client_line_.resize(client_line_.size() - 2);
}

bytes scripted_connection::sealed(bytes_view payload) {
  const std::size_t block = to_client_ ? block_bytes : plain_block_bytes;
  std::size_t padding = block - (payload.size() + 5) % block;
  if (padding < 4) padding += block;
  bytes packet;
  wire_writer(packet)
      .u32(static_cast<std::uint32_t>(1 + payload.size() + padding))
      .u8(static_cast<std::uint8_t>(padding))
      .raw(payload);
  packet.resize(packet.size() + padding);
  if (to_client_) {
    bytes code = to_client_->mac(sent_, packet);
    if (std::exchange(spoil_mac_, false)) code.front() ^= 1;
    to_client_->crypt(packet);
    packet.insert(packet.end(), code.begin(), code.end());
  }
  ++sent_;
  return packet;
}

void scripted_connection::send(bytes_view payload) { send_raw(as_text_view(sealed(payload))); }

void scripted_connection::send_many(bytes_view payload, std::size_t count) {
  std::string batch;
  std::array<char, 64 * 1024> lost;
  while (count > 0) {
    for (; count > 0 && batch.size() < batch_bytes; --count) batch += as_text_view(sealed(payload));
    while (recv(socket_.get(), lost.data(), lost.size(), MSG_DONTWAIT) > 0) {
    }
    send_raw(batch);
    batch.clear();
  }
}

void scripted_connection::send_plain(std::uint32_t packet_length, std::uint8_t padding, bytes_view rest) {
  bytes packet;
  wire_writer(packet).u32(packet_length).u8(padding).raw(rest);
  send_raw(as_text_view(packet));
}

bytes scripted_connection::receive() {
  const std::size_t block = to_server_ ? block_bytes : plain_block_bytes;
  bytes packet = take(block);
  if (to_server_) to_server_->crypt(packet);
  const std::size_t length = wire_reader(packet).u32();
  check(length < 40000 && length + 4 >= block, "the client's packet length");
  bytes rest = take(length + 4 - block);
  if (to_server_) to_server_->crypt(rest);
  packet.insert(packet.end(), rest.begin(), rest.end());
  if (to_server_) check(take(mac_bytes) == to_server_->mac(received_, packet), "the client's MAC");
  ++received_;
  const std::size_t padding = packet[4];
  return {packet.begin() + 5, packet.end() - static_cast<std::ptrdiff_t>(padding)};
}

bytes scripted_connection::receive_type(std::uint8_t type) {
  for (;;) {
    bytes payload = receive();
    if (payload.at(0) == type) return payload;
  }
}

void scripted_connection::exchange_keys(const exchange& how) {
  const bytes ours = kexinit(how);
  send(ours);
  const bytes theirs = receive_type(20);
  if (how.before_reply) how.before_reply();
  const bytes init = receive_type(30);
  wire_reader reader(bytes_view(init).subspan(1));
  const bytes_view client_point = reader.string32();

  EVP_PKEY* own = EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519");
  EVP_PKEY* peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, client_point.data(), client_point.size());
  EVP_PKEY_CTX* derive = EVP_PKEY_CTX_new(own, nullptr);
  bytes shared(32);
  std::size_t shared_size = shared.size();
  check(EVP_PKEY_derive_init(derive) == 1 && EVP_PKEY_derive_set_peer(derive, peer) == 1 &&
            EVP_PKEY_derive(derive, shared.data(), &shared_size) == 1,
        "shared secret");
  const bytes own_point = public_octets(own);
  EVP_PKEY_CTX_free(derive);
  EVP_PKEY_free(peer);
  EVP_PKEY_free(own);

  bytes blob = host_key_blob(host_key_);
  bytes hashed;
  wire_writer(hashed)
      .string32(client_line_)
      .string32(server_line_)
      .string32(theirs)
      .string32(ours)
      .string32(blob)
      .string32(client_point)
      .string32(own_point);
  append_positive(hashed, shared);
  const bytes hash = sha256(hashed);
  if (session_id_.empty()) session_id_ = hash;

  bytes signature(64);
  std::size_t signature_size = signature.size();
  EVP_MD_CTX* sign = EVP_MD_CTX_new();
  check(EVP_DigestSignInit(sign, nullptr, nullptr, nullptr, host_key_) == 1 &&
            EVP_DigestSign(sign, signature.data(), &signature_size, hash.data(), hash.size()) == 1,
        "signature");
  EVP_MD_CTX_free(sign);
  if (how.defect == defect::wrong_signature) signature.back() ^= 1;
  if (how.defect == defect::wrong_host_key_octets) blob.resize(blob.size() - 1);
  bytes signature_blob;
  wire_writer(signature_blob).string32("ssh-ed25519").string32(signature);
  send(packet_builder(31).string(blob).string(own_point).string(signature_blob));
  send(packet_builder(21));

  const auto derived = [&](char letter, std::size_t size) {
    bytes data;
    append_positive(data, shared);
    wire_writer(data).raw(hash).u8(static_cast<std::uint8_t>(letter)).raw(session_id_);
    bytes key = sha256(data);
    key.resize(size);
    return key;
  };
  to_client_ = std::make_unique<direction>(derived('D', 16), derived('B', 16), derived('F', 32));
  receive_type(21);
  to_server_ = std::make_unique<direction>(derived('C', 16), derived('A', 16), derived('E', 32));
}

void scripted_connection::accept_service() {
  receive_type(5);
  send(packet_builder(6).string("ssh-userauth"));
}

void scripted_connection::accept_any_user() {
  receive_type(50);
  send(packet_builder(52));
}

void scripted_connection::accept_shell(std::uint32_t window) {
  receive_type(90);
  send(packet_builder(91).u32(0).u32(7).u32(window).u32(32768));
  for (int granted = 0; granted < 2;) {
    const bytes request = receive_type(98);
    wire_reader reader(bytes_view(request).subspan(1));
    reader.u32();
    reader.string32();
    if (reader.u8() == 0) continue;
    send(packet_builder(99).u32(0));
    ++granted;
  }
}

void scripted_connection::serve_until_shell() {
  identify();
  exchange_keys();
  accept_service();
  accept_any_user();
  accept_shell();
}

void scripted_connection::send_data(std::string_view text) { send(packet_builder(94).u32(0).string(text)); }

void scripted_connection::send_exit_status(std::uint32_t status) {
  send(packet_builder(98).u32(0).string("exit-status").u8(0).u32(status));
}

void scripted_connection::send_close() {
  send(packet_builder(96).u32(0));
  send(packet_builder(97).u32(0));
}

void scripted_server::key_deleter::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

scripted_server::scripted_server(std::function<void(scripted_connection&)> script)
    : host_key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) {
  thread_ = std::thread([this, run_script = std::move(script)] {
    try {
      scripted_connection connection(listener_.accept(), host_key_.get());
      run_script(connection);
    } catch (const client_gone&) {
    } catch (const std::exception& thrown) {
      error_ = thrown.what();
    }
  });
}

scripted_server::~scripted_server() { join(); }

ssh::known_host_key scripted_server::host_key() const {
  return {.type = "ssh-ed25519", .blob = host_key_blob(host_key_.get())};
}

std::string scripted_server::join() {
  if (thread_.joinable()) thread_.join();
  return error_;
}

packet_builder& packet_builder::u8(std::uint8_t value) {
  wire_writer(octets_).u8(value);
  return *this;
}
packet_builder& packet_builder::u32(std::uint32_t value) {
  wire_writer(octets_).u32(value);
  return *this;
}
packet_builder& packet_builder::string(std::string_view text) {
  wire_writer(octets_).string32(text);
  return *this;
}
packet_builder& packet_builder::string(bytes_view octets) {
  wire_writer(octets_).string32(octets);
  return *this;
}

}  // namespace glasshell::test
