package io.flagpost.plugin.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTest {

  @ParameterizedTest
  @ValueSource(strings = {"debugger", "debugger_attached", "sha256_differs", "x2"})
  void aCodeInLowerSnakeCaseIsTaken(String code) {
    assertThat(flag(code, "Seen.", Map.of()).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Debugger", "debugger-attached", "_a", "a_", "a__b", "1a", "acme/a", "şüphe"})
  void anyOtherCodeIsRefused(String code) {
    assertThatIllegalArgumentException().isThrownBy(() -> flag(code, "Seen.", Map.of()));
  }

  @Test
  void textsBeyondTheirLimitsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> flag("a".repeat(65), "Seen.", Map.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> flag("a", "x".repeat(501), Map.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> flag("a", " ", Map.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flag("a", "Seen.", Map.of("n".repeat(65), "v")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> flag("a", "Seen.", Map.of("n", "v".repeat(513))));
    Map<String, String> many =
        IntStream.range(0, 17).boxed().collect(Collectors.toMap(i -> "n" + i, i -> "v"));
    assertThatIllegalArgumentException().isThrownBy(() -> flag("a", "Seen.", many));
  }

  @Test
  void evidenceThatIsAddedIsCutToItsLimit() {
    Flag flag = Flag.of("a", Severity.LOW, "Seen.").with("n", "v".repeat(600));

    assertThat(flag.evidence()).containsEntry("n", "v".repeat(512));
  }

  @Test
  void whatPostgresqlCannotStoreBecomesAReplacementCharacter() {
    Flag flag = flag("a", "x\0y", Map.of("n\ud800", "\udc00 \ud83d\ude00"));

    assertThat(flag.explanation()).isEqualTo("x\ufffdy");
    assertThat(flag.evidence()).containsExactly(Map.entry("n\ufffd", "\ufffd \ud83d\ude00"));
  }

  @Test
  void laterChangesOfTheMapDoNotReachTheFlag() {
    Map<String, String> evidence = new HashMap<>(Map.of("n", "v"));
    Flag flag = flag("a", "Seen.", evidence);

    evidence.put("m", "w");

    assertThat(flag.evidence()).containsExactly(Map.entry("n", "v"));
  }

  private static Flag flag(String code, String explanation, Map<String, String> evidence) {
    return new Flag(code, Severity.HIGH, explanation, evidence);
  }
}
