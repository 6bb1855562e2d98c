// Who may reach which nodes.
#include "relay/store/sqlite/sqlite_database.hpp"

namespace glasshell::relay::store {

result<std::vector<access_rule>> sqlite_database::rules() const {
  return connection_.read([&]() -> result<std::vector<access_rule>> {
    std::vector<access_rule> all;
    auto& row = connection_.statement("SELECT id, kind, subject, label FROM rules ORDER BY kind, subject, label");
    while (row.executeStep()) {
      all.push_back({.id = rule_id(row.getColumn(0).getInt64()),
                     .kind = subject_kind_of(row.getColumn(1).getString()).value_or(subject_kind::user),
                     .subject = row.getColumn(2).getString(),
                     .label = row.getColumn(3).getString()});
    }
    return all;
  });
}

result<rule_id> sqlite_database::add_rule(const access_rule& rule) {
  return connection_.change([&]() -> result<rule_id> {
    connection_.run("INSERT INTO rules (kind, subject, label) VALUES (?, ?, ?)", name_of(rule.kind), rule.subject,
                    rule.label);
    return rule_id(connection_.last_id());
  });
}

result<void> sqlite_database::remove_rule(rule_id id) {
  return connection_.change([&]() -> result<void> {
    if (connection_.run("DELETE FROM rules WHERE id = ?", id) == 0) return errc::not_found;
    return {};
  });
}

}  // namespace glasshell::relay::store
