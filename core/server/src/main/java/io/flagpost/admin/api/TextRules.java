package io.flagpost.admin.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for every text of a request: a text that cannot be stored is refused, not altered. */
final class TextRules {
  private TextRules() {}

  /**
   * Decodes bytes.
   *
   * @throws ProblemException 400, if they are not UTF-8
   */
  static String utf8(ByteBuffer bytes, String field) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(Problem.invalid(field, "is not valid UTF-8"));
    }
  }

  /** Why a text is refused; null if it is not. */
  static @Nullable String objection(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit == 0) {
        return "must not contain the character U+0000";
      }
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        return String.format(
            Locale.ROOT, "must not contain an unpaired surrogate (U+%04X)", (int) unit);
      }
    }
    return null;
  }
}
