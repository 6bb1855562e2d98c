#include "relay/static_files.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace glasshell::relay {

namespace {

namespace fs = std::filesystem;

// A page is a few megabytes; a folder beyond this was named by mistake.
constexpr std::size_t most_bytes = std::size_t{128} * 1024 * 1024;
constexpr std::size_t most_files = 10'000;

/// Vite puts the files whose names carry a hash of their content here.
constexpr std::string_view immutable_folder = "/assets/";

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> content_types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".wasm", "application/wasm"},  // any other type makes browsers refuse to compile while loading
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".md", "text/plain; charset=utf-8"},
}};

/// FNV-1a, 64 bits: names a version of a file, protects nothing.
std::string hash_of(std::string_view octets) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : octets) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  std::array<char, 16> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), hash, 16);
  return {text.data(), end.ptr};
}

std::string sha256_of(std::string_view octets) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(octets.data(), octets.size(), digest.data(), &size, EVP_sha256(), nullptr);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 15U];
  }
  return text;
}

struct found_file {
  std::string path;  ///< as in a request
  fs::path place;
};

/// What a folder hides (.git, .env) is not meant for the world.
bool is_hidden(std::string_view path) { return path.find("/.") != std::string_view::npos; }

std::vector<found_file> list_files(const fs::path& folder, std::error_code& error) {
  std::vector<found_file> found;
  fs::recursive_directory_iterator each(folder, error);
  for (; !error && each != fs::recursive_directory_iterator() && found.size() <= most_files; each.increment(error)) {
    // A link could lead out of the folder.
    if (each->is_symlink(error) || !each->is_regular_file(error)) continue;
    std::string path(1, '/');
    path += fs::relative(each->path(), folder, error).generic_string();
    if (!is_hidden(path)) found.push_back({std::move(path), each->path()});
  }
  // A plain file comes before its compressed forms.
  std::ranges::sort(found, {}, &found_file::path);
  return found;
}

std::pair<std::string_view, content_encoding> split_encoding(std::string_view path) {
  if (path.ends_with(".br")) return {path.substr(0, path.size() - 3), content_encoding::brotli};
  if (path.ends_with(".gz")) return {path.substr(0, path.size() - 3), content_encoding::gzip};
  return {path, content_encoding::identity};
}

}  // namespace

std::string_view content_type_of(std::string_view name) noexcept {
  for (const auto& [extension, type] : content_types) {
    if (name.ends_with(extension)) return type;
  }
  return "application/octet-stream";
}

config_result<static_files> static_files::read(const std::string& folder) {
  std::error_code error;
  const std::vector<found_file> found = list_files(folder, error);
  if (error)
    return config_error{"web_root " + folder + ": " + error.message() + "; build the page, or name its folder"};

  static_files made;
  std::size_t total_bytes = 0;
  std::string sums;
  for (const found_file& file : found) {
    std::ifstream stream(file.place, std::ios::binary);
    file_form form;
    form.octets.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream) return config_error{file.place.string() + ": cannot be read"};
    total_bytes += form.octets.size();
    if (total_bytes > most_bytes || found.size() > most_files) {
      return config_error{"web_root " + folder +
                          ": holds more than a page could; name the folder that the page was built into"};
    }

    const auto [plain, encoding] = split_encoding(file.path);
    if (encoding == content_encoding::identity) {
      sums.append(sha256_of(form.octets)).append("  .").append(file.path).append("\n");
    }
    const auto of = made.files_.find(plain);
    const bool is_form = encoding != content_encoding::identity && of != made.files_.end();
    form.encoding = is_form ? encoding : content_encoding::identity;
    form.entity_tag.append("\"").append(hash_of(form.octets)).append("\"");
    static_file& entry = is_form ? of->second : made.files_[file.path];
    if (!is_form) {
      entry.content_type = content_type_of(file.path);
      if (file.path.starts_with(immutable_folder)) entry.cache = static_file::caching::immutable;
    }
    entry.forms.push_back(std::move(form));
  }
  for (auto& [path, entry] : made.files_) {
    std::ranges::sort(entry.forms, {}, [](const file_form& form) { return form.octets.size(); });
    for (const file_form& form : entry.forms) entry.encodings.push_back(form.encoding);
  }
  if (!made.files_.contains("/index.html")) {
    return config_error{"web_root " + folder + ": has no index.html; build the page, or name its folder"};
  }
  made.hash_ = sha256_of(sums);
  return made;
}

const static_file* static_files::find(std::string_view path) const {
  const auto found = files_.find(path == "/" ? "/index.html" : path);
  return found == files_.end() ? nullptr : &found->second;
}

}  // namespace glasshell::relay
