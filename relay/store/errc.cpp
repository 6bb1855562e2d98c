#include "relay/store/errc.hpp"

#include <string>

namespace glasshell::relay::store {

namespace {

const char* text_of(errc code) noexcept {
  switch (code) {
    case errc::not_found:
      return "there is nothing of this name";
    case errc::name_taken:
      return "this name is taken already";
    case errc::last_admin:
      return "this is the last admin who may sign in; make another one first";
    case errc::unavailable:
      return "the store cannot be used now; the log says what the database said";
    case errc::no_store:
      return "the file is no store of Glasshell's; name another one, or none to have it made";
    case errc::newer_version:
      return "the store was written by a newer version of Glasshell; run that one, or restore the backup that was made "
             "before it";
    case errc::cannot_be_made:
      return "the file cannot be opened or made; its folder has to exist and to be writable for the relay";
  }
  return "unknown error of the store";
}

// Boost's base has a protected destructor on purpose: nobody deletes a category.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class store_category final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "glasshell.store"; }
  [[nodiscard]] std::string message(int value) const override { return text_of(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& category() noexcept {
  static const store_category instance;
  return instance;
}

}  // namespace glasshell::relay::store
