package io.flagpost.platform.database;

import java.util.Collection;

/**
 * Arrays of texts inside an array, which PostgreSQL's {@code unnest} cannot take apart: each
 * travels as one text. None of the texts may contain U+001F; codes and ids do not.
 */
public final class JoinedTexts {
  private static final String SEPARATOR = "\u001F";

  private JoinedTexts() {}

  /** The texts as one. */
  public static String join(Collection<String> texts) {
    return String.join(SEPARATOR, texts);
  }

  /**
   * The SQL expression of type {@code text[]} that gives them back.
   *
   * @param expression of type text; null gives null
   */
  public static String split(String expression) {
    return "string_to_array(" + expression + ", E'\\x1f')";
  }
}
