package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FittedLineTest {
  @Test
  void aLineThatFitsIsLeftAlone() {
    assertThat(FittedLine.of(List.of("12:00"), List.of("a", "bc"), 12)).isEqualTo("12:00  a  bc");
  }

  @Test
  void theWidestCellsAreCutFirst() {
    assertThat(FittedLine.of(List.of("12:00"), List.of("abc", "defghijkl", "mnopqrst"), 25))
        .isEqualTo("12:00  abc  defg\u2026  mnop\u2026")
        .hasSizeLessThanOrEqualTo(25);
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(FittedLine.of(List.of(), List.of("\u4e00\u4e8c\u4e09\u56db"), 6))
        .isEqualTo("\u4e00\u4e8c\u2026");
  }

  @Test
  void aHugeCellIsCutInNoTime() {
    String line = FittedLine.of(List.of("12:00"), List.of("x".repeat(65_535), "y"), 80);

    assertThat(line).hasSize(80).startsWith("12:00  xxx").endsWith("x\u2026  y");
  }

  @Test
  void withoutRoomACharacterOfEachIsLeft() {
    assertThat(FittedLine.of(List.of("12:00"), List.of("abc", "def"), 5))
        .isEqualTo("12:00  \u2026  \u2026");
  }

  @Test
  void anyWidthTakesEverything() {
    assertThat(FittedLine.of(List.of("12:00"), List.of("abc", "def"), Integer.MAX_VALUE))
        .isEqualTo("12:00  abc  def");
  }
}
