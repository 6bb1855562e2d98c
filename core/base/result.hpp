// How a fallible function answers. "Need more bytes" is a value, never an error; exceptions mean a bug.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace glasshell {

using boost::system::error_code;

/// A value, or the error code of the subsystem that failed.
template <class T>
using result = boost::system::result<T>;

}  // namespace glasshell
