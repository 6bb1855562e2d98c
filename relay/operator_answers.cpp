#include "relay/operator_answers.hpp"

#include "relay/metrics_text.hpp"
#include "relay/overloaded.hpp"
#include "relay/version.hpp"
#include "relay/worker.hpp"

#include <string>
#include <variant>

namespace glasshell::relay {

namespace {

reply metrics_reply(const service& common) {
  metrics_snapshot now;
  for (worker* each : common.workers) now.workers.push_back(&each->metrics());
  now.refusals = common.refusals.all();
  now.connections = common.connections.count();
  now.links = common.links.count();
  now.detached_sessions = common.sessions.detached_count();
  now.sessions = common.sessions.count();
  now.draining = readiness_of(common) == readiness::draining;
  now.version = version();
  now.page = common.page_hash;
  reply made;
  made.content_type = metrics_content_type;
  made.text = to_metrics_text(now);
  made.fields.emplace_back("Cache-Control", "no-store");
  return made;
}

reply log_level_reply(const service& common) {
  reply made = text_reply(200, "", std::string(name_of(common.logger.lowest())));
  made.fields.emplace_back("Cache-Control", "no-store");
  return made;
}

}  // namespace

readiness readiness_of(const service& common) {
  return common.lingering || common.draining ? readiness::draining : readiness::ready;
}

reply carry_out(const service& common, const operator_route& what) {
  return std::visit(
      overloaded{[](const reply& made) { return made; },
                 [&](const tell_readiness&) { return readiness_reply(readiness_of(common)); },
                 [&](const tell_metrics&) { return metrics_reply(common); },
                 [&](const tell_log_level&) { return log_level_reply(common); },
                 [&](const run_self_test&) { return text_reply(500, "bug", "A test is carried out elsewhere."); },
                 [&](const run_deep_test&) { return text_reply(500, "bug", "A test is carried out elsewhere."); },
                 [&](const set_log_level& wanted) {
                   common.logger.set_lowest(wanted.level);
                   common.logger.write(wanted.level, "log_level_set", {{"to", name_of(wanted.level)}});
                   return log_level_reply(common);
                 }},
      what);
}

}  // namespace glasshell::relay
