package io.flagpost.plugin.v1;

import java.util.List;
import java.util.Objects;

/**
 * What one record did to a state.
 *
 * @param state the state with the record in it
 * @param findings what a genuine copy would not have shown; at most 16
 * @param <S> the check's states
 * @since 1.2.0
 */
public record FoldStep<S>(S state, List<FoldFinding> findings) {
  private static final int MAX_FINDINGS = 16;

  /**
   * Copies the findings.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public FoldStep {
    Objects.requireNonNull(state, "state");
    findings = List.copyOf(findings);
    BoundedText.require(findings.size() <= MAX_FINDINGS, "too many findings");
  }

  /** A step that found nothing. */
  public static <S> FoldStep<S> clear(S state) {
    return new FoldStep<>(state, List.of());
  }

  /** Names the findings; nothing of the state. */
  @Override
  public String toString() {
    return "FoldStep" + findings;
  }
}
