#include "ssh/octet_stream.hpp"

#include <algorithm>

namespace glasshell::ssh {

std::optional<cause> octet_stream::feed(bytes_view from_server) {
  std::optional<cause> error;
  if (!identification_.complete()) {
    const auto made = identification_.feed(from_server);
    from_server = from_server.subspan(made.taken_bytes);
    error = made.error;
    if (identification_.complete()) {
      kept_.append(as_bytes_view(identification_.line() + "\r\n"));
      line_left_bytes_ = kept_.size();
    }
  }
  fresh_ = from_server;
  return error;
}

void octet_stream::keep_rest() {
  kept_.append(fresh_);
  fresh_ = {};
}

std::size_t octet_stream::read(bytes_span to) {
  const bool in_line = line_left_bytes_ > 0;
  to = to.first(std::min({to.size(), in_line ? line_left_bytes_ : theirs_.wanted_bytes(), unread_bytes()}));
  const std::size_t from_kept = std::min(to.size(), kept_.size());
  std::copy_n(kept_.view().begin(), from_kept, to.begin());
  kept_.drop(from_kept);
  const bytes_span rest = to.subspan(from_kept);
  std::copy_n(fresh_.begin(), rest.size(), rest.begin());
  fresh_ = fresh_.subspan(rest.size());
  if (in_line) {
    line_left_bytes_ -= to.size();
  } else {
    theirs_.feed(to);
  }
  passed_bytes_ += to.size();
  return to.size();
}

void octet_stream::write(bytes_view octets) {
  output_.append(octets);
  overflowed_ = overflowed_ || output_.size() > output_limit_bytes;
  passed_bytes_ += octets.size();
  if (line_written_) ours_.feed(octets);
  line_written_ = true;
}

}  // namespace glasshell::ssh
