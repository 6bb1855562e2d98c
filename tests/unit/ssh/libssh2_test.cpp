// The libssh2 that is linked is the pinned one, and what packet_transport and libssh2_session touch in its insides is as it
// was when they were written. When this test fails after an update, read both against the new source before changing it.
extern "C" {
#include "libssh2_priv.h"
// (apart, so that they stay in this order)
#include "packet.h"
#include "transport.h"
}

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <type_traits>
#include <vector>

namespace glasshell::ssh {
namespace {

TEST(libssh2, is_the_pinned_version) {
  EXPECT_STREQ(LIBSSH2_VERSION, "1.11.1");
  EXPECT_STREQ(libssh2_version(LIBSSH2_VERSION_NUM), "1.11.1") << "the library, not only its headers";
  EXPECT_EQ(libssh2_version(LIBSSH2_VERSION_NUM + 1), nullptr);
}

TEST(libssh2, is_built_from_debians_source_with_its_security_patches) {
  std::ifstream file(GLASSHELL_DEPENDENCIES "/versions.txt");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string beginning = "libssh2_1.11.1-1+deb13u";
  const std::size_t at = text.find(beginning);
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_GE(std::stoi(text.substr(at + beginning.size())), 2) << "the first with the fixes of 2025 and 2026";
}

TEST(libssh2, is_built_over_openssl_and_traces_nothing) {
  EXPECT_EQ(libssh2_crypto_engine(), libssh2_openssl);
#ifdef LIBSSH2DEBUG
  FAIL() << "libssh2 would write what it sees to standard error";
#endif
}

struct recorded {
  std::vector<std::size_t> sizes;
};
LIBSSH2_ALLOC_FUNC(record_and_allocate) {
  static_cast<recorded*>(*abstract)->sizes.push_back(count);
  return std::malloc(count);
}
LIBSSH2_REALLOC_FUNC(record_and_resize) {
  static_cast<void>(abstract);
  return std::realloc(ptr, count);
}
LIBSSH2_FREE_FUNC(record_and_free) {
  static_cast<void>(abstract);
  std::free(ptr);
}

/// If a macro that changes the structures differed between libssh2's build and ours, every field would be somewhere else.
TEST(libssh2, has_the_same_session_structure_as_the_headers_that_we_compile_with) {
  recorded seen;
  LIBSSH2_SESSION* session = libssh2_session_init_ex(record_and_allocate, record_and_free, record_and_resize, &seen);
  ASSERT_NE(session, nullptr);
  ASSERT_FALSE(seen.sizes.empty());
  EXPECT_EQ(seen.sizes.front(), sizeof(LIBSSH2_SESSION));
  EXPECT_EQ(session->abstract, &seen);
  EXPECT_EQ(session->state, LIBSSH2_STATE_INITIAL_KEX);
  EXPECT_EQ(_libssh2_list_first(&session->packets), nullptr);
  EXPECT_EQ(_libssh2_list_first(&session->channels), nullptr);
  libssh2_session_set_read_timeout(session, 1234);
  EXPECT_EQ(session->packet_read_timeout, 1234) << "a field near the structure's end";
  libssh2_session_free(session);
}

template <class Field, class Expected>
constexpr bool is = std::is_same_v<Field, Expected>;

/// The fields and functions by which packets are taken and sent, by their types.
TEST(libssh2, has_the_private_fields_and_functions_that_packet_transport_uses) {
  static_assert(is<decltype(LIBSSH2_PACKET::data), unsigned char*>);
  static_assert(is<decltype(LIBSSH2_PACKET::data_len), std::size_t>);
  static_assert(is<decltype(LIBSSH2_PACKET::node), list_node>);
  static_assert(is<decltype(LIBSSH2_SESSION::packets), list_head>);
  static_assert(is<decltype(LIBSSH2_SESSION::channels), list_head>);
  static_assert(is<decltype(LIBSSH2_SESSION::state), int>);
  static_assert(is<decltype(LIBSSH2_SESSION::startup_key_state), key_exchange_state_t>);
  static_assert(is<decltype(LIBSSH2_SESSION::session_id), unsigned char*>);
  static_assert(is<decltype(LIBSSH2_SESSION::session_id_len), uint32_t>);
  static_assert(is<decltype(LIBSSH2_SESSION::server_hostkey), unsigned char*>);
  static_assert(is<decltype(LIBSSH2_SESSION::server_hostkey_len), uint32_t>);
  static_assert(is<decltype(LIBSSH2_SESSION::server_sign_algorithms), char*>);
  static_assert(is<decltype(LIBSSH2_SESSION::server_hostkey_abstract), void*>);
  static_assert(is<decltype(LIBSSH2_CHANNEL::exit_status), int>);
  static_assert(is<decltype(LIBSSH2_CHANNEL::exit_signal), char*>);
  static_assert(is<decltype(LIBSSH2_CHANNEL::read_avail), std::size_t>);
  static_assert(is<decltype(libssh2_channel_data::window_size), uint32_t>);
  static_assert(is<decltype(libssh2_channel_data::packet_size), uint32_t>);
  static_assert(is<decltype(&_libssh2_transport_read), int (*)(LIBSSH2_SESSION*)>);
  static_assert(is<decltype(&_libssh2_transport_send),
                   int (*)(LIBSSH2_SESSION*, const unsigned char*, std::size_t, const unsigned char*, std::size_t)>);
  EXPECT_EQ(LIBSSH2_STATE_EXCHANGING_KEYS, 0x02);
  EXPECT_EQ(LIBSSH2_STATE_NEWKEYS, 0x04);
  EXPECT_EQ(LIBSSH2_STATE_AUTHENTICATED, 0x08);
}

}  // namespace
}  // namespace glasshell::ssh
