#include "relay/deep_test.hpp"

#include "relay/doctor/doctor.hpp"
#include "relay/doctor/render.hpp"

#include <utility>

namespace glasshell::relay {

std::string own_address(const origin_policy& names) {
  const std::string& host = names.hosts().front();
  // What may come over plain HTTP is loopback, or an operator has said so.
  const bool plain = !names.find_origin("http://" + host).empty();
  return (plain ? "http://" : "https://") + host + "/";
}

awaitable<reply> walk_to_own_address(const service& common, worker& home, std::string node) {
  const auto where = doctor::parse_target(own_address(common.content.origins));
  if (!where)
    co_return text_reply(503, "deep_test", "The first of `hosts` in the relay's configuration is no address.");
  doctor::options chosen;
  chosen.where = *where;
  chosen.node = std::move(node);
  const doctor::report made = co_await doctor::examine(home.get_executor(), std::move(chosen), {});
  reply answer;
  answer.status = made.exit_code() == 0 ? 200 : 503;
  answer.content_type = "application/json";
  answer.text = doctor::render_json(made, doctor::catalogue(doctor::language::english));
  answer.fields.emplace_back("Cache-Control", "no-store");
  co_return answer;
}

}  // namespace glasshell::relay
