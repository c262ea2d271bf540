package io.flagpost.plugin.v1;

import java.util.Map;

/**
 * What a {@link FoldCheck} found when it folded a record: the facts, before anything is looked up.
 * It is kept with the verdict, and is all that {@link FoldCheck#judge} learns about the state.
 *
 * @param kind what was found, in lower snake case; at most 64 characters
 * @param facts what the state and the record showed; at most 16 entries, names of at most 64 and
 *     values of at most 512 characters
 * @since 1.2.0
 */
public record FoldFinding(String kind, Map<String, String> facts) {

  /**
   * Refuses whatever breaks the rules above.
   *
   * @throws IllegalArgumentException if a text is malformed, empty or too long
   */
  public FoldFinding {
    BoundedText.requireCode(kind, "kind");
    facts = BoundedText.evidence(facts);
  }

  /** A finding without facts. */
  public static FoldFinding of(String kind) {
    return new FoldFinding(kind, Map.of());
  }

  /** This finding with one more fact; a value beyond 512 characters is cut. */
  public FoldFinding with(String name, String value) {
    return new FoldFinding(kind, BoundedText.plus(facts, name, value));
  }

  /** Names the kind; no field of the client's. */
  @Override
  public String toString() {
    return "FoldFinding[" + kind + "]";
  }
}
