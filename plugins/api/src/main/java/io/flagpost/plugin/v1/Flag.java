package io.flagpost.plugin.v1;

import java.util.Map;
import java.util.Objects;

/**
 * A red flag that a check raises on a record.
 *
 * <p>In explanation and evidence, U+0000 and unpaired surrogates, which the gateway cannot store,
 * are replaced by U+FFFD.
 *
 * @param code what was found, in stable lower snake case, without the plugin's id: the gateway adds
 *     that; at most 64 characters
 * @param severity its severity
 * @param explanation one short sentence for an analyst; at most 500 characters
 * @param evidence what the check saw; at most 16 entries, names of at most 64 and values of at most
 *     512 characters
 */
public record Flag(
    String code, Severity severity, String explanation, Map<String, String> evidence) {

  private static final int MAX_EXPLANATION = 500;

  /**
   * Checks the rules above.
   *
   * @throws IllegalArgumentException if a text is malformed, empty or too long
   */
  public Flag {
    Objects.requireNonNull(severity, "severity");
    BoundedText.requireCode(code, "code");
    BoundedText.require(!explanation.isBlank(), "explanation is blank");
    BoundedText.require(explanation.length() <= MAX_EXPLANATION, "explanation is too long");
    explanation = BoundedText.storable(explanation);
    evidence = BoundedText.evidence(evidence);
  }

  /** A flag without evidence. */
  public static Flag of(String code, Severity severity, String explanation) {
    return new Flag(code, severity, explanation, Map.of());
  }

  /** This flag with one more piece of evidence; a value beyond 512 characters is cut. */
  public Flag with(String name, String value) {
    return new Flag(code, severity, explanation, BoundedText.plus(evidence, name, value));
  }
}
