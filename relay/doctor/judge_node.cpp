#include "relay/doctor/judge_node.hpp"

#include "relay/doctor/judge_path.hpp"

namespace glasshell::relay::doctor {

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "-" : text;
}

problem problem_of_name(link::reason why) {
  return why == link::reason::connection_timed_out ? problem::node_name_timed_out : problem::node_name_not_found;
}

problem problem_of_tcp(link::reason why) {
  if (why == link::reason::connection_refused) return problem::node_tcp_refused;
  if (why == link::reason::connection_timed_out) return problem::node_tcp_timed_out;
  if (why == link::reason::host_unreachable) return problem::node_tcp_unreachable;
  // It was reached, and ended the connection before it said what it is.
  if (why == link::reason::closed_by_node) return problem::node_banner_closed;
  return problem::node_tcp_failed;
}

problem problem_of_banner(ssh::cause why) {
  if (why == ssh::cause::ssh_version_1) return problem::node_banner_ssh_1;
  if (why == ssh::cause::timed_out) return problem::node_banner_timed_out;
  if (why == ssh::cause::closed_by_peer || why == ssh::cause::disconnected_by_peer) return problem::node_banner_closed;
  return problem::node_banner_not_ssh;
}

problem problem_of_kex(ssh::cause why) {
  if (why == ssh::cause::no_common_algorithm) return problem::node_kex_no_common;
  if (why == ssh::cause::bad_signature) return problem::node_host_key_bad_signature;
  return problem::node_kex_failed;
}

problem problem_of(const ssh::failure& why) {
  switch (why.stage) {
    case ssh::stage::banner:
      return problem_of_banner(why.cause);
    case ssh::stage::key_exchange:
      return problem_of_kex(why.cause);
    case ssh::stage::host_key:
      return problem::node_host_key_bad_signature;
    case ssh::stage::authentication:
    case ssh::stage::channel:
    case ssh::stage::session:
      break;
  }
  return why.cause == ssh::cause::no_method_left ? problem::node_authentication_none_usable
                                                 : problem::node_authentication_failed;
}

}  // namespace

finding judge_refusal(const std::string& node, link::hop where, link::reason why) {
  const facts with{{"node", node}, {"reason", link::name_of(why)}};
  switch (where) {
    case link::hop::node_name:
      return {problem_of_name(why), with};
    case link::hop::node_tcp:
      return {problem_of_tcp(why), with};
    case link::hop::access:
      return {why == link::reason::unknown_node ? problem::node_unknown : problem::node_refused, with};
    case link::hop::relay:
    case link::hop::session:
      break;
  }
  return {problem::node_refused, with};
}

finding judge_ssh(const std::string& node, const ssh::failure& why) {
  facts with{{"node", node},
             {"cause", ssh::name_of(why.cause)},
             {"said", excerpt(why.peer_text)},
             {"methods", joined(why.methods)}};
  if (why.mismatch) {
    with["category"] = why.mismatch->category;
    with["ours"] = joined(why.mismatch->ours);
    with["theirs"] = joined(why.mismatch->theirs);
  }
  return {problem_of(why), with};
}

hop hop_of(const ssh::failure& why) { return hop_of(problem_of(why)); }

}  // namespace glasshell::relay::doctor
