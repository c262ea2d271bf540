package io.flagpost.platform.web.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.NetUtil;

/** The grammar of the field {@code Host}: {@code uri-host [ ":" port ]}. */
final class HostSyntax {
  private static final String IN_NAMES = "-._~!$&'()*+,;=";

  private HostSyntax() {}

  /** Whether this is a host, with or without a port; the empty one is. */
  static boolean isValid(byte[] text, int length) {
    int end = length > 0 && text[0] == '[' ? endOfLiteral(text, length) : endOfName(text, length);
    if (end < 0) {
      return false;
    }
    if (end == length) {
      return true;
    }
    boolean port = text[end] == ':';
    for (int i = end + 1; i < length; i++) {
      port &= text[i] >= '0' && text[i] <= '9';
    }
    return port;
  }

  private static int endOfName(byte[] text, int length) {
    int at = 0;
    while (at < length && text[at] != ':') {
      if (text[at] == '%') {
        if (at + 2 >= length
            || Bytes.hexDigit(text[at + 1]) < 0
            || Bytes.hexDigit(text[at + 2]) < 0) {
          return -1;
        }
        at += 2;
      } else if (!isInNames(text[at])) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private static boolean isInNames(byte value) {
    return (value >= '0' && value <= '9')
        || (Bytes.lowerCase(value) >= 'a' && Bytes.lowerCase(value) <= 'z')
        || (value > 0 && IN_NAMES.indexOf(value) >= 0);
  }

  /** Addresses of the future (IPvFuture) are none of the present. */
  private static int endOfLiteral(byte[] text, int length) {
    int at = 1;
    while (at < length && text[at] != ']') {
      at++;
    }
    if (at == length) {
      return -1;
    }
    String address = new String(text, 1, at - 1, US_ASCII);
    return address.indexOf('%') < 0 && NetUtil.isValidIpV6Address(address) ? at + 1 : -1;
  }
}
