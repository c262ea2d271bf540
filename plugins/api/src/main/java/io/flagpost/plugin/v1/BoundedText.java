package io.flagpost.plugin.v1;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The bounds of what a check says, and text that the gateway can store. */
final class BoundedText {
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final int MAX_CODE = 64;
  private static final int MAX_ENTRIES = 16;
  private static final int MAX_NAME = 64;
  private static final int MAX_VALUE = 512;

  private BoundedText() {}

  static void requireCode(String code, String name) {
    require(
        code.length() <= MAX_CODE && CODE.matcher(code).matches(),
        name + " is not lower snake case");
  }

  /** A copy within the bounds. */
  static Map<String, String> evidence(Map<String, String> given) {
    require(given.size() <= MAX_ENTRIES, "too much evidence");
    Map<String, String> copy = new HashMap<>();
    given.forEach(
        (name, value) -> {
          require(copy.size() < MAX_ENTRIES, "too much evidence"); // whatever the map said
          require(!name.isBlank() && name.length() <= MAX_NAME, "name of evidence is unusable");
          require(value.length() <= MAX_VALUE, "evidence is too long");
          copy.put(storable(name), storable(value));
        });
    return Map.copyOf(copy);
  }

  /** One more entry, its value cut to the bound. */
  static Map<String, String> plus(Map<String, String> evidence, String name, String value) {
    Map<String, String> more = new HashMap<>(evidence);
    more.put(name, value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE));
    return more;
  }

  /** U+0000 and unpaired surrogates become U+FFFD. */
  static String storable(String text) {
    if (text.codePoints().noneMatch(BoundedText::isUnstorable)) {
      return text;
    }
    return text.codePoints()
        .map(c -> isUnstorable(c) ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static boolean isUnstorable(int codePoint) {
    return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
  }
}
