package io.flagpost.node.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Suggests a similar name. */
final class Suggestion {
  /** Longer than any key: the comparison takes time in proportion to the length. */
  private static final int LONGEST = 200;

  private Suggestion() {}

  /** Returns {@code "; did you mean X?"}, or nothing if no known name is near. */
  static String of(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return "";
    }
    int limit = Math.max(2, name.length() / 4);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(best -> distance(name, best) <= limit)
        .map(best -> "; did you mean " + best + "?")
        .orElse("");
  }

  /** Levenshtein distance, ignoring the case of letters and the kind of separator. */
  private static int distance(String a, String b) {
    String from = plain(a);
    String to = plain(b);
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
  }
}
