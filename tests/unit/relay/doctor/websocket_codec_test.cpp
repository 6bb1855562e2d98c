// Frames as the doctor sends and reads them.
#include "relay/doctor/websocket_codec.hpp"

#include <gtest/gtest.h>

namespace glasshell::relay::doctor {
namespace {

TEST(encode_frame, is_the_example_of_rfc_6455) {
  const bytes hello{'H', 'e', 'l', 'l', 'o'};
  EXPECT_EQ(encode_frame(opcode::text, hello, 0x37fa213d),
            (bytes{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(encode_frame, has_three_forms_of_length) {
  EXPECT_EQ(encode_frame(opcode::binary, bytes(126), 0)[1], 0x80 | 126);
  EXPECT_EQ(encode_frame(opcode::binary, bytes(65535), 0)[1], 0x80 | 126);
  EXPECT_EQ(encode_frame(opcode::binary, bytes(65536), 0)[1], 0x80 | 127);
}

TEST(message_reader, joins_fragments_and_lets_control_frames_between_them) {
  message_reader reader;
  reader.feed(bytes{0x02, 1, 'a', 0x89, 0, 0x80, 1, 'b'});
  EXPECT_EQ(reader.next()->type, opcode::ping);
  const auto whole = reader.next();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->payload, (bytes{'a', 'b'}));
  EXPECT_FALSE(reader.next());
}

TEST(message_reader, gives_the_same_for_any_pieces) {
  bytes octets{0x82, 126, 1, 0};
  octets.resize(4 + 256, 7);
  message_reader reader;
  for (std::size_t i = 0; i + 1 < octets.size(); ++i) {
    reader.feed({&octets[i], 1});
    EXPECT_FALSE(reader.next());
  }
  reader.feed({&octets.back(), 1});
  EXPECT_EQ(reader.next()->payload.size(), 256U);
}

TEST(message_reader, shows_a_compressed_message_and_a_close_code) {
  message_reader reader;
  reader.feed(bytes{0xc2, 1, 'x', 0x88, 2, 0x03, 0xf1});
  EXPECT_TRUE(reader.next()->compressed);
  EXPECT_EQ(reader.next()->close_code(), 1009);
  EXPECT_EQ(message{}.close_code(), 1005);
}

TEST(message_reader, gives_up_on_what_no_server_may_send) {
  for (const bytes& octets :
       {bytes{0x83, 0}, bytes{0x82, 0x80, 0, 0, 0, 0}, bytes{0x80, 0}, bytes{0x82, 127, 0x7f, 0, 0, 0, 0, 0, 0, 0}}) {
    message_reader reader;
    reader.feed(octets);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
  }
}

}  // namespace
}  // namespace glasshell::relay::doctor
