package io.flagpost.platform.web.framing;

/** What single bytes mean in the grammar of RFC 9110 and RFC 9112. */
final class Bytes {
  private static final int TOKEN = 1;
  private static final int TARGET = 2;
  private static final int VALUE = 4;

  private static final byte[] KINDS = kinds();

  private Bytes() {}

  /** Whether names and methods may contain it. */
  static boolean isToken(byte value) {
    return (KINDS[value & 0xff] & TOKEN) != 0;
  }

  /**
   * Whether a request target may contain it: wider than the grammar of URIs, because senders often
   * write text into a query unescaped, and what does not end the target does no harm.
   */
  static boolean isTarget(byte value) {
    return (KINDS[value & 0xff] & TARGET) != 0;
  }

  /** Whether a field value may contain it. */
  static boolean isValue(byte value) {
    return (KINDS[value & 0xff] & VALUE) != 0;
  }

  static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  static byte lowerCase(byte value) {
    return value >= 'A' && value <= 'Z' ? (byte) (value + 32) : value;
  }

  /** The value of a hexadecimal digit; -1 of anything else. */
  static int hexDigit(byte value) {
    if (value >= '0' && value <= '9') {
      return value - '0';
    }
    byte letter = lowerCase(value);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /** The number written there in digits only; -1 if there is none or it is out of range. */
  static long decimal(byte[] text, int length) {
    long number = length == 0 ? -1 : 0;
    for (int i = 0; i < length && number >= 0; i++) {
      int digit = text[i] - '0';
      boolean fits = digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - digit) / 10;
      number = fits ? number * 10 + digit : -1;
    }
    return number;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int value = 0; value < kinds.length; value++) {
      boolean visible = value > ' ' && value != 0x7f;
      boolean alphanumeric =
          (value >= '0' && value <= '9')
              || (value >= 'A' && value <= 'Z')
              || (value >= 'a' && value <= 'z');
      int kind = visible ? TARGET | VALUE : 0;
      if (value == ' ' || value == '\t') {
        kind = VALUE;
      } else if (value == 0x7f) {
        kind = TARGET;
      }
      if (alphanumeric || (value < 0x80 && "!#$%&'*+-.^_`|~".indexOf(value) >= 0)) {
        kind |= TOKEN;
      }
      kinds[value] = (byte) kind;
    }
    return kinds;
  }
}
