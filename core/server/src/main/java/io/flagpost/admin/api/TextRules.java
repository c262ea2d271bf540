package io.flagpost.admin.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What every text of a request has to keep to: what cannot be stored is refused, not replaced. */
final class TextRules {
  private TextRules() {}

  /**
   * Decodes bytes.
   *
   * @throws ProblemException 400, if they are no UTF-8
   */
  static String utf8(ByteBuffer bytes, String field) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(Problem.invalid(field, "is not valid UTF-8"));
    }
  }

  /** Why a text cannot be taken; null if it can. */
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
        return String.format(Locale.ROOT, "must not contain half a character (U+%04X)", (int) unit);
      }
    }
    return null;
  }
}
