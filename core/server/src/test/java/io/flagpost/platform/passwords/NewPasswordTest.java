package io.flagpost.platform.passwords;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NewPasswordTest {
  private static final String ROCKET = "\ud83d\ude80";

  /** The capital I is another letter in Turkish, under which the tests run. */
  @ParameterizedTest
  @CsvSource({
    "password1234, most common passwords",
    "PASSWORD1234, most common passwords",
    "ADMINISTRATOR1, name in it",
    "PASSWORDIIII, most common passwords",
    "ｐａｓｓｗｏｒｄ１２３４, most common passwords",
    "p\u200bassword1234, most common passwords",
    "P4ssw0rd1234, most common passwords",
    "'            ', repeats itself",
    "aaaaaaaaaaaa, abc or 6543",
    "letmeinletmein, repeats itself",
    "abcdefghijklmnop, abc or 6543",
    "123456789012, most common passwords",
    "'zxcvbnm,./zxcvbnm', keys of a keyboard",
    "qwertyuiop[], keys of a keyboard",
    "29.02.200429.02.2004, repeats itself",
    "19841984198419, repeats itself",
    "administrator1, name in it",
    "flagpost-admin-1, name in it",
    "ann.lee@example.org1, name in it",
    "ann.lee1234567, name in it",
    "ANNLEEANNLEE, repeats itself"
  })
  void whatIsGuessedEarlyIsRefusedAndToldWhy(String password, String why) {
    assertThat(weakness(password)).get().asString().contains("too easy to guess").contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "correct horse battery staple",
        "correct horse battery",
        "kX9vQ2mLr8Wz",
        "mein Hund bellt die Briefträgerin an",
        "мой кот не ест огурцы по утрам",
        "vier.Kamele-trinken_Tee",
        "hHm4qNwv7yTzRkPcXbLs3dFg"
      })
  void whatTakesLongToGuessIsTaken(String password) {
    assertThat(weakness(password)).isEmpty();
  }

  @Test
  void itHasTwelveCharactersAtLeastAndOneThousandAtMost() {
    assertThat(weakness("kX9vQ2mLr8W").orElseThrow()).isEqualTo("must have 12 to 1024 characters");
    assertThat(weakness(ROCKET.repeat(11)).orElseThrow()).startsWith("must have 12");
    assertThat(weakness("kX9vQ2mLr8Wz".repeat(86)).orElseThrow()).startsWith("must have 12");
    assertThat(weakness(ROCKET.repeat(12)).orElseThrow()).contains("repeats itself");
    assertThat(weakness("\u200b".repeat(12))).isPresent();
  }

  @Test
  void theNameOfTheAccountIsNone() {
    assertThat(NewPassword.weakness("Kx9vq2mLr8wZ", Secrecy.ACCOUNT, List.of("kX9vQ2mLr8Wz")))
        .contains("must not be the account's name");
  }

  @ParameterizedTest
  @EnumSource(Secrecy.class)
  void ofALongOneAnyPartThatIsGoodEnoughWillDo(Secrecy secrecy) {
    String good = "hHm4qNwv7yTzRkPcXbLs3dFg";

    assertThat(NewPassword.weakness("a".repeat(1000) + good, secrecy, List.of())).isEmpty();
    assertThat(NewPassword.weakness(good + "a".repeat(1000), secrecy, List.of())).isEmpty();
    assertThat(NewPassword.weakness("password1234".repeat(85), secrecy, List.of())).isPresent();
    assertThat(NewPassword.weakness("a".repeat(1024), secrecy, List.of())).isPresent();
  }

  @Test
  void aNameCostsNothingWhereTheRestIsGoodEnough() {
    assertThat(weakness("flagpost kX9vQ2mLr8Wz")).isEmpty();
    assertThat(weakness("ann.lee and her correct horse battery")).isEmpty();
  }

  @Test
  void aFileHasToWithstandMoreThanAnAccount() {
    assertThat(NewPassword.weakness("a new password", Secrecy.ACCOUNT, List.of())).isEmpty();
    assertThat(NewPassword.weakness("a new password", Secrecy.FILE, List.of())).isPresent();
    assertThat(NewPassword.weakness("correct horse battery staple", Secrecy.FILE, List.of()))
        .isEmpty();
  }

  private static Optional<String> weakness(String password) {
    return NewPassword.weakness(password, Secrecy.ACCOUNT, List.of("ann.lee@example.org"));
  }
}
