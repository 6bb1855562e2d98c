// Codes that change with the time.
#include "relay/accounts/totp.hpp"

#include "known_random.hpp"
#include "relay/accounts/base32.hpp"
#include "relay/accounts/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace glasshell::relay::accounts {
namespace {

using namespace std::chrono_literals;

// That of the documents.
const secret_bytes known_secret(std::string_view("12345678901234567890"));

constexpr totp_step none_used = 0;

result<totp_step> verify(std::string_view typed, std::chrono::seconds since_1970,
                         std::optional<totp_step> last_used = std::nullopt) {
  return verify_totp(known_secret, typed, std::chrono::sys_seconds(since_1970), last_used);
}

std::string code_of(totp_step step) { return std::string(totp_code(known_secret, step).text()); }

TEST(a_code, is_that_of_rfc_4226_for_each_count) {
  constexpr std::string_view codes[] = {"755224", "287082", "359152", "969429", "338314",
                                        "254676", "287922", "162583", "399871", "520489"};
  for (totp_step count = 0; count < std::size(codes); ++count) EXPECT_EQ(code_of(count), codes[count]);
}

TEST(a_code, is_that_of_rfc_6238_at_each_time) {
  // Appendix B has eight digits; six are the last of them.
  constexpr std::pair<std::chrono::seconds, std::string_view> vectors[] = {{59s, "287082"},
                                                                           {1'111'111'109s, "081804"},
                                                                           {1'111'111'111s, "050471"},
                                                                           {1'234'567'890s, "005924"},
                                                                           {2'000'000'000s, "279037"},
                                                                           {20'000'000'000s, "353130"}};
  for (const auto& [time, code] : vectors) {
    EXPECT_EQ(verify(code, time).value(), static_cast<totp_step>(time / 30s)) << code;
  }
}

TEST(a_code, is_right_one_step_early_and_one_step_late) {
  const totp_step step = 1000;
  EXPECT_EQ(verify(code_of(step), 30s * step).value(), step);
  EXPECT_EQ(verify(code_of(step), 30s * step - 30s).value(), step) << "the app's clock is ahead";
  EXPECT_EQ(verify(code_of(step), 30s * step + 59s).value(), step) << "it was typed slowly";
}

TEST(a_code, is_wrong_two_steps_aside) {
  const totp_step step = 1000;
  EXPECT_EQ(verify(code_of(step), 30s * step - 31s).error(), errc::wrong_code);
  EXPECT_EQ(verify(code_of(step), 30s * step + 60s).error(), errc::wrong_code);
}

TEST(a_code, is_wrong_with_one_digit_changed) {
  std::string code = code_of(1000);
  for (char& digit : code) {
    const char right = digit;
    digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
    EXPECT_EQ(verify(code, 30'000s).error(), errc::wrong_code) << code;
    digit = right;
  }
}

TEST(a_code, is_wrong_for_another_secret) {
  const secret_bytes other = new_totp_secret(counting_random());
  EXPECT_EQ(verify_totp(other, code_of(1000), std::chrono::sys_seconds(30'000s), std::nullopt).error(),
            errc::wrong_code);
}

TEST(a_code, is_good_once) {
  EXPECT_EQ(verify(code_of(1000), 30'000s, 999).value(), 1000U);
  EXPECT_EQ(verify(code_of(1000), 30'000s, 1000).error(), errc::used_code);
  EXPECT_EQ(verify(code_of(1000), 30'029s, 1000).error(), errc::used_code) << "within the same step";
  EXPECT_EQ(verify(code_of(1000), 30'030s, 1000).error(), errc::used_code) << "within the window";
}

TEST(a_code, of_a_step_before_the_last_one_used_is_over_too) {
  EXPECT_EQ(verify(code_of(999), 30'000s, 1000).error(), errc::used_code);
  EXPECT_EQ(verify(code_of(1001), 30'000s, 1000).value(), 1001U);
}

TEST(a_code, that_is_wrong_is_not_called_used) { EXPECT_EQ(verify("000000", 30'000s, 5000).error(), errc::wrong_code); }

TEST(a_code, may_have_spaces_among_its_digits) {
  const std::string code = code_of(1000);
  EXPECT_TRUE(verify(code.substr(0, 3) + " " + code.substr(3), 30'000s));
  EXPECT_TRUE(verify("  " + code + " ", 30'000s));
}

TEST(a_code, has_six_digits) {
  for (const std::string_view typed : {"", "12345", "1234567", "12345a", "-12345", "+12345", "12345.", "      ",
                                       "              287082", "\xD9\xA1\xD9\xA2\xD9\xA3"}) {
    EXPECT_EQ(verify(typed, 30'000s).error(), errc::unreadable_code) << typed;
  }
  EXPECT_EQ(verify("1 2 3 4 5 6 ", 30'000s).error(), errc::wrong_code);
}

TEST(a_code, is_looked_for_in_no_step_before_1970) {
  EXPECT_EQ(verify(code_of(0), 0s).value(), none_used);
  EXPECT_EQ(verify(code_of(0), -1000s).value(), none_used) << "a clock that is wrong is taken for 1970";
  EXPECT_EQ(verify(code_of(~totp_step{0}), 0s).error(), errc::wrong_code);
}

TEST(a_secret, that_is_empty_or_short_lets_nobody_in) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{15}}) {
    const secret_bytes secret = secret_bytes::with_size(size);
    const secret_bytes code = totp_code(secret, 1000);
    EXPECT_EQ(verify_totp(secret, code.text(), std::chrono::sys_seconds(30'000s), std::nullopt).error(),
              errc::unreadable_secret);
  }
}

TEST(a_secret, has_160_bits) {
  const secret_bytes secret = new_totp_secret(counting_random());
  EXPECT_EQ(secret.size() * 8, 160U);
  EXPECT_EQ(secret.view()[19], 19);
}

TEST(the_uri_for_an_app, says_what_the_app_is_to_do) {
  EXPECT_EQ(
      otpauth_uri(known_secret, "Glasshell", "ana").text(),
      "otpauth://totp/Glasshell:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Glasshell&algorithm=SHA1&digits=6"
      "&period=30");
}

TEST(the_uri_for_an_app, is_the_same_question_whatever_the_names_are) {
  EXPECT_THAT(std::string(otpauth_uri(known_secret, "Jo\xC3\xA3o & Cia: 100%", "ana@example.org?secret=AAAA#").text()),
              testing::StartsWith("otpauth://totp/Jo%C3%A3o%20%26%20Cia-%20100%25:ana%40example.org%3Fsecret%3DAAAA%23?"
                                  "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Jo%C3%A3o%20%26%20Cia-%20100%25&"));
}

}  // namespace
}  // namespace glasshell::relay::accounts
