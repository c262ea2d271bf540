package io.flagpost.wire;

import java.util.Base64;

/**
 * Canonical Base64: exactly one text for the same bytes (RFC 4648, section 3.5). The JDK's decoders
 * ignore the unused bits of the last character and the padding, so that a signed or issued value
 * could be spelled differently and still be accepted.
 */
public final class CanonicalBase64 {
  private CanonicalBase64() {}

  /**
   * Decodes the standard alphabet, padded.
   *
   * @throws IllegalArgumentException if it is anything else; does not quote the text
   */
  public static byte[] decode(String text) {
    return checked(text, Base64.getDecoder(), Base64.getEncoder());
  }

  /**
   * Decodes the URL alphabet, without padding.
   *
   * @throws IllegalArgumentException if it is anything else; does not quote the text
   */
  public static byte[] decodeUrl(String text) {
    return checked(text, Base64.getUrlDecoder(), Base64.getUrlEncoder().withoutPadding());
  }

  private static byte[] checked(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
    byte[] bytes;
    try {
      bytes = decoder.decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no Base64", null);
    }
    if (!encoder.encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("no canonical Base64");
    }
    return bytes;
  }
}
