package io.flagpost.admin.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Decodes the percent-encoding of paths and queries, strictly. */
final class PercentCoding {
  private PercentCoding() {}

  /**
   * Decodes a text.
   *
   * @param field the field that an error names
   * @param plusIsSpace whether {@code +} stands for a space, as it does in queries
   * @throws ProblemException 400, if it is malformed or not UTF-8, or contains forbidden characters
   */
  static String decode(String encoded, String field, boolean plusIsSpace) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char unit = encoded.charAt(i);
      if (unit == '%') {
        bytes.write(octet(encoded, i, field));
        i += 2;
      } else if (unit == '+' && plusIsSpace) {
        bytes.write(' ');
      } else {
        bytes.writeBytes(String.valueOf(unit).getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    String text = TextRules.utf8(ByteBuffer.wrap(bytes.toByteArray()), field);
    String objection = TextRules.objection(text);
    if (objection != null) {
      throw new ProblemException(Problem.invalid(field, objection));
    }
    return text;
  }

  /** ASCII only: {@code Character.digit} accepts the digits of every script. */
  private static int digit(char c) {
    return HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : -1;
  }

  private static int octet(String encoded, int percent, String field) {
    int high = percent + 1 < encoded.length() ? digit(encoded.charAt(percent + 1)) : -1;
    int low = percent + 2 < encoded.length() ? digit(encoded.charAt(percent + 2)) : -1;
    if (high < 0 || low < 0) {
      throw new ProblemException(Problem.invalid(field, "is not percent-encoded properly"));
    }
    return high << 4 | low;
  }
}
