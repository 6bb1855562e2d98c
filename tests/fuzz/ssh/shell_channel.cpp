// The one channel with a server, a person and a screen who do anything at any time, against a count of both windows.
#include "ssh/shell_channel.hpp"

#include "recording_sender.hpp"
#include "require.hpp"
#include "script_reader.hpp"

#include <cstdint>
#include <optional>

namespace {

using namespace glasshell;
using namespace glasshell::ssh;

constexpr std::uint32_t first_window_bytes = 5000;
constexpr std::uint32_t window_bytes = 4 * first_window_bytes;  // the most
constexpr std::size_t input_limit_bytes = 3000;

/// What may be sent and received, counted from the packets alone.
struct ledger {
  bool confirmed = false;
  std::uint64_t their_window = 0;
  std::uint64_t our_window = first_window_bytes;
  std::uint64_t committed = 0;
  std::uint64_t given_back = 0;
  std::uint64_t input_taken = 0;
  std::uint64_t input_sent = 0;

  void note_sent(const bytes& packet) {
    wire_reader reader(bytes_view(packet).subspan(1));
    reader.u32();
    if (packet[0] == message::channel_data) {
      const bytes_view data = reader.string32();
      fuzz::require(!data.empty() && reader.complete(), "input is sent whole and never for nothing");
      fuzz::require(data.size() <= their_window, "never beyond the server's window");
      their_window -= data.size();
      input_sent += data.size();
    } else if (packet[0] == message::channel_window_adjust) {
      const std::uint32_t added = reader.u32();
      fuzz::require(added > 0 && reader.complete(), "the window grows by something");
      our_window += added;
      given_back += added;
      fuzz::require(given_back <= committed + (window_bytes - first_window_bytes),
                    "the window is given back for what was committed, and grows to its bound");
    }
  }
};

/// A packet that is more often than not one that the channel has to understand.
bytes next_packet(fuzz::script_reader& script) {
  constexpr std::uint8_t types[] = {91, 92, 94, 95, 99, 100};
  const std::uint8_t how = script.u8();
  bytes packet;
  wire_writer to(packet);
  if ((how & 0x80U) != 0) return (to.u8(how & 0x7fU).raw(script.piece()), packet);
  to.u8(types[how % 6]).u32((how & 0x40U) != 0 ? script.u32() : shell_channel::number);
  switch (how % 6) {
    case 0:
      to.u32(7).u32(script.u16()).u32(script.u16());
      break;
    case 1:
      to.u32(1).string32(script.piece()).string32("");
      break;
    case 3:
      to.u32(1);
      [[fallthrough]];
    case 2:
      to.string32(script.piece());
      break;
    default:
      break;
  }
  return packet;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  fuzz::script_reader script({octets, size});
  fuzz::recording_sender out;
  shell_channel channel(out, {.terminal = "xterm",
                              .size = {},
                              .environment = {{"LANG", "C"}},
                              .first_window_bytes = first_window_bytes,
                              .window_bytes = window_bytes,
                              .input_limit_bytes = input_limit_bytes});
  ledger counts;
  std::uint64_t uncommitted = 0;
  time_point now{};
  channel.open();

  for (int steps = 0; !script.ended() && steps < 2000; ++steps) {
    const bool ended = channel.over() || channel.failed();
    const std::size_t output_before = channel.output().size();
    switch (script.u8() % 8) {
      case 0: {
        const bytes packet = next_packet(script);
        const bool was_opening = !counts.confirmed;
        channel.take({.type = packet[0], .payload = bytes_view(packet).subspan(1)});
        wire_reader reader(bytes_view(packet).subspan(1));
        const bool ours = reader.u32() == shell_channel::number && packet[0] == message::channel_open_confirmation;
        if (ours && was_opening && !ended && !channel.failed()) {
          counts.confirmed = true;
          reader.u32();
          counts.their_window = reader.u32();
        }
        break;
      }
      case 1: {
        channel_events events;
        events.window_added_bytes = script.u16();
        const std::uint8_t flags = script.u8();
        if ((flags & 1U) != 0) events.exit_status = script.u32();
        if ((flags & 2U) != 0) events.exit_signal = std::string(as_text_view(script.piece()));
        events.eof = (flags & 4U) != 0;
        events.close = (flags & 0xf0U) == 0xf0U;
        if (!ended) counts.their_window += events.window_added_bytes;
        channel.take(events);
        break;
      }
      case 2: {
        const bytes typed(script.u16() % 8192, 't');
        const std::size_t taken = channel.input(typed);
        fuzz::require(taken <= typed.size(), "no more input is taken than given");
        fuzz::require(taken == 0 || channel.running(), "input is taken by a running shell");
        counts.input_taken += taken;
        break;
      }
      case 3: {
        const std::size_t taken = std::min<std::size_t>(script.u16(), channel.output().size());
        channel.output_taken(taken);
        uncommitted += taken;
        break;
      }
      case 4: {
        const std::size_t committed = script.u16();
        const auto round_trip =
            committed % 2 == 0 ? std::nullopt : std::optional<duration>(std::chrono::milliseconds(50));
        const bool good = channel.commit(committed, now, round_trip);
        fuzz::require(good == (committed <= uncommitted), "what was taken can be committed, and no more");
        if (good) uncommitted -= committed;
        if (good) counts.committed += committed;
        break;
      }
      case 5:
        channel.resize({.columns = script.u8(), .rows = script.u8()});
        break;
      case 6:
        out.room = script.u8() % 2 == 0;
        break;
      default:
        now += std::chrono::milliseconds(script.u8());
        channel.pump(now);
        static_cast<void>(channel.take_input_ready());
        break;
    }
    const std::size_t output_after = channel.output().size();
    if (output_after > output_before) {
      fuzz::require(!ended, "what is over shows nothing new");
      fuzz::require(output_after - output_before <= counts.our_window, "never more than the window");
      counts.our_window -= output_after - output_before;
    }
    fuzz::require(!ended || out.packets.empty(), "what is over sends nothing");
    for (const bytes& packet : out.packets) counts.note_sent(packet);
    fuzz::require(counts.our_window + output_after + uncommitted <= window_bytes,
                  "never more is promised than the bound");
    out.packets.clear();
    fuzz::require(channel.waiting_input_bytes() <= input_limit_bytes, "input that waits is bounded");
    fuzz::require(
        channel.over() || channel.failed() || counts.input_taken == counts.input_sent + channel.waiting_input_bytes(),
        "no input is lost");
    fuzz::require(channel.output().size() + uncommitted <= window_bytes, "output that waits is bounded");
    fuzz::require(!(channel.running() && channel.awaits_server()), "a running shell owes nothing");
  }
  return 0;
}
