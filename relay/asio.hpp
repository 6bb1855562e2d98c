// The few names of Asio that the relay's own files share. One io_context belongs to one thread, so executors are concrete
// (no type erasure per operation) and a link needs no strand: docs/decisions/0004-one-context-per-thread.md.
#pragma once

#include "base/time.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstdint>

namespace glasshell::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

using executor = asio::io_context::executor_type;
using tcp_socket = asio::basic_stream_socket<tcp, executor>;
using steady_timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, executor>;

template <class T = void>
using awaitable = asio::awaitable<T, executor>;

/// What every await uses: errors come back as values.
inline constexpr auto as_values = asio::as_tuple(asio::use_awaitable_t<executor>{});

/// The one place where the link's time line meets a clock.
inline time_point to_link_time(std::chrono::steady_clock::time_point at) {
  return time_point(std::chrono::duration_cast<duration>(at.time_since_epoch()));
}
inline std::chrono::steady_clock::time_point from_link_time(time_point at) {
  return std::chrono::steady_clock::time_point(at.time_since_epoch());
}
inline time_point link_now() { return to_link_time(std::chrono::steady_clock::now()); }
inline std::int64_t milliseconds_since(time_point then) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(link_now() - then).count();
}

}  // namespace glasshell::relay
