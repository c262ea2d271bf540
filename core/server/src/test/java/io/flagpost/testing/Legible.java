package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody could read in bytes that were kept, however it was spelled there. */
public final class Legible {
  private static final Pattern ESCAPE = Pattern.compile("(?:%|\\\\u00)([0-9a-fA-F]{2})");
  private static final int LAYERS = 3;

  private Legible() {}

  /** The text with its escapes undone, however they were nested, and UTF-16 as if it were none. */
  public static String of(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1).replace("\0", "");
    for (int layer = 0; layer < LAYERS; layer++) {
      text =
          ESCAPE
              .matcher(text)
              .replaceAll(
                  hex ->
                      Matcher.quoteReplacement(
                          String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
    }
    return text;
  }
}
