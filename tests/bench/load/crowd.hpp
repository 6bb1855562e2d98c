// Many lines of one kind: opened a few at a time, held, counted, closed.
#pragma once

#include "load/line.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace glasshell::load {

class crowd {
 public:
  explicit crowd(asio::io_context& context) : context_(context) {}

  /// Opens so many more, at most `at_once` at a time. @par Lifetime  `make` outlives the await
  awaitable<void> open(std::size_t count, std::size_t at_once, const std::function<std::shared_ptr<line>()>& make);
  /// Sends octets over each and waits until they came back. @return the time of all, or nothing within a minute
  awaitable<bool> exchange(std::size_t size_bytes);
  /// Ends all in order. @return once they have ended, or after some seconds
  awaitable<void> close();

  /// The first so many of those that are open.
  [[nodiscard]] std::vector<std::shared_ptr<line>> first(std::size_t count) const;
  [[nodiscard]] std::size_t open_count() const;
  /// Why others are not open, or not any more: the reason and how many.
  [[nodiscard]] std::map<std::string, std::size_t> losses() const;

 private:
  asio::io_context& context_;
  std::vector<std::shared_ptr<line>> lines_;
};

}  // namespace glasshell::load
