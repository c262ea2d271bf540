package io.flagpost.telemetry.ingest;

import java.util.Arrays;

/** The escapes of {@code application/x-www-form-urlencoded}. */
final class PercentEncoding {
  private PercentEncoding() {}

  /** Undoes {@code +} and {@code %XX}; a per cent sign without two hexadecimal digits stays. */
  static byte[] decode(byte[] source, int from, int to) {
    byte[] decoded = new byte[to - from];
    int size = 0;
    int at = from;
    while (at < to) {
      byte b = source[at++];
      if (b == '+') {
        b = ' ';
      } else if (b == '%' && to - at >= 2) {
        int high = Hex.digit(source[at]);
        int low = Hex.digit(source[at + 1]);
        if ((high | low) >= 0) {
          b = (byte) (high << 4 | low);
          at += 2;
        }
      }
      decoded[size++] = b;
    }
    return Arrays.copyOf(decoded, size);
  }
}
