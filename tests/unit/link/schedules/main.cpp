// Runs schedules of world.hpp, each from its number. What it finds is found again with --first NUMBER --schedules 1.
#include "world.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string_view>

namespace {

using glasshell::link::test::tally;
using glasshell::link::test::world;

/// A schedule is short, so that many kinds of them fit into an hour; some are long enough for a window to go round a few times.
std::size_t steps_of(std::uint64_t number) { return number % 16 == 0 ? 1500 : 150; }

std::uint64_t number_after(std::string_view name, int count, char** arguments, std::uint64_t otherwise) {
  for (int i = 1; i + 1 < count; ++i) {
    if (arguments[i] != name) continue;
    const std::string_view text = arguments[i + 1];
    std::from_chars(text.data(), text.data() + text.size(), otherwise);
  }
  return otherwise;
}

/// A kind of event that never happened was not tested.
bool saw_everything(const tally& all) {
  const std::uint64_t least =
      std::min({all.resumed, all.taken_over, all.replayed_octets, all.superseded, all.wrong_secret, all.impossible,
                all.byes_again, all.begun_again, all.never_confirmed});
  return least > 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t first = number_after("--first", count, arguments, 1);
  const std::uint64_t schedules = number_after("--schedules", count, arguments, 20'000);
  tally all;
  for (std::uint64_t number = first; number < first + schedules; ++number) {
    try {
      all += world(number).run(steps_of(number));
    } catch (const std::exception& found) {
      std::printf("schedule %llu: %s\n", static_cast<unsigned long long>(number), found.what());
      return 1;
    }
  }
  const auto shown = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("%llu schedules: %llu resumes, %llu of them while the last socket lived, %llu octets sent again\n",
              shown(schedules), shown(all.resumed), shown(all.taken_over), shown(all.replayed_octets));
  std::printf("refused: %llu superseded, %llu without the secret, %llu with impossible counts\n", shown(all.superseded),
              shown(all.wrong_secret), shown(all.impossible));
  std::printf("%llu byes said again, %llu sessions begun anew, %llu over before they were confirmed\n",
              shown(all.byes_again), shown(all.begun_again), shown(all.never_confirmed));
  if (schedules >= 10'000 && !saw_everything(all)) {
    std::puts("some of these never happened: nothing is known about them");
    return 1;
  }
  return 0;
}
