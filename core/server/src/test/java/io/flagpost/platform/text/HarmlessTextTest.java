package io.flagpost.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTextTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 0x0B, 0x1B, 0x7F, 0x85, 0x9B, 0x9D, 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F,
        0x2028, 0x2029, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xFFF9, 0xE0001, 0xE0041
      })
  void whatActsOnATerminalOrHidesIsWrittenAsJsonWritesIt(int point) throws Exception {
    String text = "a" + Character.toString(point) + "b";

    String harmless = HarmlessText.line(text);

    assertThat(harmless).startsWith("a\\u").endsWith("b").isEqualTo(HarmlessText.lines(text));
    assertThat(harmless.chars()).allMatch(c -> c >= ' ' && c <= '~');
    assertThat(new ObjectMapper().readValue('"' + harmless + '"', String.class)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "böse 漢字 😀", "می\u200cخواهم", "👩\u200d💻", "back\\slash", "٣"})
  void wordsOfAnyScriptAreLeftAlone(String text) {
    assertThat(HarmlessText.line(text)).isSameAs(text);
    assertThat(HarmlessText.lines(text)).isSameAs(text);
  }

  @Test
  void aLineIsOneLine() {
    assertThat(HarmlessText.line("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
    assertThat(HarmlessText.lines("a\nb\rc\td")).isEqualTo("a\nb\\rc\td");
  }

  @Test
  void halvesOfPairsAreEscaped() {
    assertThat(HarmlessText.line("a\ud800b")).isEqualTo("a\\ud800b");
  }

  @Test
  void aWriterLetsNothingThroughHoweverItIsWritten() {
    StringWriter written = new StringWriter();
    HarmlessWriter out = new HarmlessWriter(new PrintWriter(written));

    out.write(0x1B);
    out.print('\u009b');
    out.write("\r[2K".toCharArray(), 0, 4);
    out.append("x\u202ey\tz\r\n");
    out.printf(Locale.ROOT, "%s", "\u0007");
    out.println();

    assertThat(written.toString().replace(System.lineSeparator(), "\n"))
        .isEqualTo("\\u001b\\u009b\\r[2Kx\\u202ey\tz\n\\u0007\n");
  }
}
