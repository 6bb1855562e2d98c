// The sentences of catalogue/, which the page shows too: what was seen, what it means, what to do, and the lines for a proxy.
#pragma once

#include "relay/doctor/finding.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay::doctor {

enum class language : std::uint8_t { english, brazilian_portuguese };
/// @return english for what is none of ours: "pt", "pt-BR" and "pt_BR.UTF-8" are
language language_of(std::string_view name);

struct sentences {
  std::string seen;
  std::string means;
  std::string remedy;
};

/// @par Thread safety  Immutable.
class catalogue {
 public:
  explicit catalogue(language in);
  ~catalogue();
  catalogue(const catalogue&) = delete;
  catalogue& operator=(const catalogue&) = delete;

  [[nodiscard]] sentences describe(const finding& what) const;
  /// For a hop that went well.
  [[nodiscard]] std::string describe_well(hop where, const facts& with) const;
  [[nodiscard]] std::string describe_skipped(std::string_view reason) const;
  [[nodiscard]] std::string title(hop where) const;
  /// Words around the sentences.
  [[nodiscard]] std::string label(std::string_view name, const facts& with = {}) const;
  [[nodiscard]] std::string name(proxy_kind which) const;
  /// What to write into a proxy's configuration. Empty if there is nothing to write, or the proxy is not known.
  [[nodiscard]] std::vector<std::string> lines(problem what, proxy_kind which) const;

 private:
  struct parts;
  std::unique_ptr<parts> parts_;
};

/// Puts facts in the place of their names in braces. A name without a fact becomes "-".
std::string fill_in(std::string_view sentence, const facts& with);

}  // namespace glasshell::relay::doctor
