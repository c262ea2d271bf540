package io.flagpost.platform.database;

import org.jspecify.annotations.Nullable;

/**
 * Text that PostgreSQL can store: it refuses U+0000, and UTF-8 cannot encode an unpaired surrogate.
 */
public final class StorableText {
  private static final char REPLACEMENT = '\uFFFD';

  private StorableText() {}

  /**
   * The text with U+FFFD for every character that cannot be stored; the same object if there is
   * none.
   */
  public static String of(String text) {
    int bad = firstBad(text, 0);
    if (bad < 0) {
      return text;
    }
    StringBuilder storable = new StringBuilder(text);
    for (; bad >= 0; bad = firstBad(storable, bad + 1)) {
      storable.setCharAt(bad, REPLACEMENT);
    }
    return storable.toString();
  }

  public static @Nullable String ofNullable(@Nullable String text) {
    return text == null ? null : of(text);
  }

  private static int firstBad(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }
}
