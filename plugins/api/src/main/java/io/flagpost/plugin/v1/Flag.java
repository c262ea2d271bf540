package io.flagpost.plugin.v1;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

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

  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final int MAX_CODE = 64;
  private static final int MAX_EXPLANATION = 500;
  private static final int MAX_ENTRIES = 16;
  private static final int MAX_NAME = 64;
  private static final int MAX_VALUE = 512;

  /**
   * Checks the rules above.
   *
   * @throws IllegalArgumentException if a text is malformed, empty or too long
   */
  public Flag {
    Objects.requireNonNull(severity, "severity");
    require(
        code.length() <= MAX_CODE && CODE.matcher(code).matches(), "code is not lower snake case");
    require(!explanation.isBlank(), "explanation is blank");
    require(explanation.length() <= MAX_EXPLANATION, "explanation is too long");
    require(evidence.size() <= MAX_ENTRIES, "too much evidence");
    explanation = storable(explanation);
    Map<String, String> copy = new HashMap<>();
    evidence.forEach(
        (name, value) -> {
          require(copy.size() < MAX_ENTRIES, "too much evidence"); // whatever the map said
          require(!name.isBlank() && name.length() <= MAX_NAME, "name of evidence is unusable");
          require(value.length() <= MAX_VALUE, "evidence is too long");
          copy.put(storable(name), storable(value));
        });
    evidence = Map.copyOf(copy);
  }

  /** A flag without evidence. */
  public static Flag of(String code, Severity severity, String explanation) {
    return new Flag(code, severity, explanation, Map.of());
  }

  /** This flag with one more piece of evidence; a value beyond 512 characters is cut. */
  public Flag with(String name, String value) {
    Map<String, String> more = new HashMap<>(evidence);
    more.put(name, value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE));
    return new Flag(code, severity, explanation, more);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static String storable(String text) {
    if (text.codePoints().noneMatch(Flag::isUnstorable)) {
      return text;
    }
    return text.codePoints()
        .map(c -> isUnstorable(c) ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnstorable(int codePoint) {
    return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
  }
}
