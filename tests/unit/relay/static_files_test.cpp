// The page's files are a table made at start: nothing else can be asked for.
#include "relay/static_files.hpp"

#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace glasshell::relay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class page_folder : public testing::Test {
 protected:
  page_folder() {
    std::filesystem::create_directory(folder_.path() / "assets");
    folder_.write("index.html", "<!doctype html>");
    folder_.write("assets/engine-abc.wasm", std::string(3000, 'w'));
    folder_.write("assets/engine-abc.wasm.br", "smallest");
    folder_.write("assets/engine-abc.wasm.gz", "quite small");
    folder_.write("archive.gz", "on its own");
  }
  static_files read() {
    auto made = static_files::read(folder_.path().string());
    EXPECT_TRUE(made.has_value());
    return *std::move(made);
  }

  test::temporary_directory folder_;
};

TEST_F(page_folder, is_served_by_path_with_the_index_at_its_root) {
  const static_files files = read();
  ASSERT_NE(files.find("/"), nullptr);
  EXPECT_EQ(files.find("/"), files.find("/index.html"));
  EXPECT_EQ(files.find("/")->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(files.find("/")->cache, static_file::caching::revalidate);
}

TEST_F(page_folder, has_files_with_hashed_names_that_never_change) {
  const static_files files = read();
  const static_file* engine = files.find("/assets/engine-abc.wasm");
  ASSERT_NE(engine, nullptr);
  EXPECT_EQ(engine->content_type, "application/wasm");
  EXPECT_EQ(engine->cache, static_file::caching::immutable);
}

TEST_F(page_folder, has_compressed_forms_smallest_first_each_with_a_tag_of_its_own) {
  const static_files files = read();
  const static_file& engine = *files.find("/assets/engine-abc.wasm");
  EXPECT_THAT(engine.encodings,
              ElementsAre(content_encoding::brotli, content_encoding::gzip, content_encoding::identity));
  EXPECT_EQ(engine.forms[0].octets, "smallest");
  EXPECT_NE(engine.forms[0].entity_tag, engine.forms[1].entity_tag);
  EXPECT_EQ(files.find("/assets/engine-abc.wasm.br"), nullptr) << "a form is no file of its own";
  ASSERT_NE(files.find("/archive.gz"), nullptr) << "but what has no plain file beside it is";
}

TEST_F(page_folder, cannot_be_left) {
  std::filesystem::create_symlink("/etc/passwd", folder_.path() / "link.txt");
  const static_files files = read();
  for (const char* path : {"/../etc/passwd", "/assets/../../etc/passwd", "//etc/passwd", "/%2e%2e/etc/passwd",
                           "/link.txt", "/assets", "/assets/", "", "index.html", "/index.html/"}) {
    EXPECT_EQ(files.find(path), nullptr) << path;
  }
}

TEST_F(page_folder, keeps_what_is_hidden_in_it) {
  std::filesystem::create_directory(folder_.path() / ".git");
  folder_.write(".git/config", "x");
  folder_.write("assets/.env", "x");
  const auto files = static_files::read(folder_.path().string());
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(files->find("/.git/config"), nullptr);
  EXPECT_EQ(files->find("/assets/.env"), nullptr);
  EXPECT_NE(files->find("/index.html"), nullptr);
}

TEST_F(page_folder, is_read_once) {
  const static_files files = read();
  folder_.write("index.html", "changed");
  EXPECT_EQ(files.find("/")->forms[0].octets, "<!doctype html>");
}

TEST(page_folder_that_is_not_one, is_a_clear_error) {
  const test::temporary_directory empty;
  EXPECT_THAT(static_files::read(empty.path().string()).error().text, HasSubstr("has no index.html; build the page"));
  EXPECT_THAT(static_files::read(empty / "missing").error().text, HasSubstr("No such file or directory"));
}

TEST(content_type, is_known_for_what_a_page_is_made_of) {
  EXPECT_EQ(content_type_of("/a.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(content_type_of("/a.svg"), "image/svg+xml");
  EXPECT_EQ(content_type_of("/a.unknown"), "application/octet-stream");
}

}  // namespace
}  // namespace glasshell::relay
