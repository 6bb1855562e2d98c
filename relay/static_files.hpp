// The page's files, read once when the relay starts and shared by all requests. A request is looked up in a table of what was
// found then, so that no path of a request ever reaches the file system.
#pragma once

#include "relay/config.hpp"
#include "relay/content_encoding.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glasshell::relay {

/// One stored form of a file.
struct file_form {
  content_encoding encoding = content_encoding::identity;
  std::string octets;
  std::string entity_tag;
};

struct static_file {
  enum class caching : std::uint8_t { immutable, revalidate };

  std::string_view content_type;
  caching cache = caching::revalidate;
  std::vector<content_encoding> encodings;  ///< of the forms, in their order: smallest first
  std::vector<file_form> forms;
};

/// @par Thread safety  Immutable.
class static_files {
 public:
  static_files() = default;

  /// Reads all files below a folder; "name.br" and "name.gz" become forms of "name".
  /// @par Errors  A folder that is not there, has no index.html, or holds more than a page could.
  static config_result<static_files> read(const std::string& folder);

  /// @param path  of a request, without its query; "/" is index.html
  /// @return nothing if there is no such file
  [[nodiscard]] const static_file* find(std::string_view path) const;

  /// Names this page and no other: SHA-256 in hexadecimal digits, of what `sha256sum` prints for its files, without their
  /// compressed forms, in the order of their names (docs/operations.md). Empty without files.
  [[nodiscard]] const std::string& hash() const noexcept { return hash_; }

 private:
  std::map<std::string, static_file, std::less<>> files_;
  std::string hash_;
};

/// By a name's extension.
std::string_view content_type_of(std::string_view name) noexcept;

}  // namespace glasshell::relay
