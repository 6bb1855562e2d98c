// What is counted, as Prometheus reads it.
#include "relay/metrics_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

namespace glasshell::relay {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(metrics_text, adds_up_what_the_workers_counted) {
  worker_metrics one;
  worker_metrics two;
  one.bytes_to_client.add(100);
  two.bytes_to_client.add(23);
  two.bytes_to_node.add(7);
  one.resumptions.add(2);
  const std::string text =
      to_metrics_text({.workers = {&one, &two}, .refusals = {}, .version = "1.2.3", .page = "abc"});
  EXPECT_THAT(text, HasSubstr("glasshell_bytes_total{direction=\"to_client\"} 123\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_bytes_total{direction=\"to_node\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_resumptions_total 2\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_build_info{version=\"1.2.3\",page=\"abc\"} 1\n"));
}

TEST(metrics_text, tells_of_a_session_that_moved_between_workers_what_it_holds_now) {
  worker_metrics one;
  worker_metrics two;
  one.queue_bytes.add(1000);
  two.queue_bytes.add(600);
  one.queue_bytes.add(std::uint64_t{0} - 1000);
  EXPECT_THAT(to_metrics_text({.workers = {&one, &two}, .refusals = {}}), HasSubstr("glasshell_queue_bytes 600\n"));
  two.queue_bytes.add(std::uint64_t{0} - 700);  // seen between one's going and the other's coming
  EXPECT_THAT(to_metrics_text({.workers = {&one, &two}, .refusals = {}}), HasSubstr("glasshell_queue_bytes 0\n"));
}

TEST(metrics_text, has_histograms_whose_buckets_add_up) {
  worker_metrics one;
  for (const duration took : {duration(500us), duration(1ms), duration(40ms), duration(1h)}) one.echo.observe(took);
  const std::string text = to_metrics_text({.workers = {&one}, .refusals = {}});
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_bucket{le=\"0.001\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_bucket{le=\"0.025\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_bucket{le=\"0.05\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_bucket{le=\"2.5\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_bucket{le=\"+Inf\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_count 4\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_echo_seconds_sum 3600.0415\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_handshake_seconds_count 0\n"));
}

TEST(metrics_text, counts_refusals_by_their_reason) {
  refusal_counts counts;
  counts.count("unknown_node");
  counts.count("unknown_node");
  counts.count("origin_not_allowed");
  const std::string text = to_metrics_text({.workers = {}, .refusals = counts.all()});
  EXPECT_THAT(text, HasSubstr("glasshell_refusals_total{reason=\"unknown_node\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("glasshell_refusals_total{reason=\"origin_not_allowed\"} 1\n"));
}

TEST(metrics_text, tells_attached_and_detached_sessions_apart_even_between_two_counts) {
  EXPECT_THAT(to_metrics_text({.workers = {}, .refusals = {}, .sessions = 5, .detached_sessions = 2}),
              HasSubstr("glasshell_sessions{state=\"attached\"} 3\nglasshell_sessions{state=\"detached\"} 2\n"));
  EXPECT_THAT(to_metrics_text({.workers = {}, .refusals = {}, .sessions = 1, .detached_sessions = 2}),
              HasSubstr("glasshell_sessions{state=\"attached\"} 0\n"));
}

TEST(metrics_text, escapes_what_would_end_a_label) {
  EXPECT_THAT(to_metrics_text({.workers = {}, .refusals = {}, .version = "a\"b\\c\nd"}),
              HasSubstr("version=\"a\\\"b\\\\c\\nd\""));
}

TEST(metrics_text, gives_every_metric_a_help_and_a_type_before_its_samples) {
  worker_metrics one;
  std::istringstream lines(to_metrics_text({.workers = {&one}, .refusals = {{"unknown_node", 1}}}));
  std::set<std::string> typed;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) typed.insert(line.substr(7, line.find(' ', 7) - 7));
    if (line.starts_with('#')) continue;
    std::string name = line.substr(0, line.find_first_of("{ "));
    for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
      if (name.ends_with(suffix)) name.erase(name.size() - suffix.size());
    }
    EXPECT_TRUE(typed.contains(name)) << line;
  }
  EXPECT_GE(typed.size(), 10U);
}

}  // namespace
}  // namespace glasshell::relay
