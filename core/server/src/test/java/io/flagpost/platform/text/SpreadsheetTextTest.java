package io.flagpost.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "-",
        "+49 30 1",
        "\t=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\u200d=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "'=1",
        "''+1"
      })
  void aFormulaGetsAnApostrophe(String text) {
    assertThat(SpreadsheetText.lines(text)).isEqualTo("'" + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-5",
        "+5",
        "-5.25",
        "+.5e-3",
        "1e999",
        "a=1",
        "1+1",
        "x@example.com",
        "it's",
        "'quoted'",
        "two\nlines",
        "ein Gr\u00fc\u00df, \u0645\u0631\u062d\u0628\u0627"
      })
  void otherTextStaysAsItIs(String text) {
    assertThat(SpreadsheetText.lines(text)).isEqualTo(text);
  }

  @Test
  void whatMovesACursorOrTurnsTheReadingDirectionIsEscaped() {
    assertThat(SpreadsheetText.lines("a\u001b[2Jb\u202ec\u009bd\u200be"))
        .isEqualTo("a\\u001b[2Jb\\u202ec\\u009bd\\u200be");
  }

  /** An escape that is left out must not hide the formula behind it. */
  @Test
  void aFormulaBehindWhatIsEscapedIsNone() {
    assertThat(SpreadsheetText.lines("\u0001=1")).isEqualTo("\\u0001=1");
    assertThat(SpreadsheetText.lines("\r=1")).isEqualTo("\\r=1");
  }
}
