package io.flagpost.platform.kek;

import io.flagpost.platform.files.TextFile;
import io.flagpost.platform.files.TextFile.NoTextException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** The text forms of a key-encryption key. Pure functions; no message quotes the key. */
final class KeyText {
  private static final int HEX_DIGITS = 2 * KeyEncryptionKey.LENGTH;

  private KeyText() {}

  /**
   * Parses text: hexadecimal digits, or Base64 in either alphabet, with or without padding.
   *
   * @param name its name in messages
   */
  static byte[] parse(String text, String name) {
    String stripped = text.strip();
    byte[] key;
    try {
      key =
          stripped.length() == HEX_DIGITS
              ? HexFormat.of().parseHex(stripped)
              : Base64.getDecoder().decode(stripped.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      // Not as the cause: its message may quote the text.
      throw refusal(name, "it is neither Base64 nor hexadecimal digits");
    }
    if (key.length != KeyEncryptionKey.LENGTH) {
      int length = key.length;
      Arrays.fill(key, (byte) 0);
      throw refusal(name, String.format(Locale.ROOT, "it stands for %d bytes", length));
    }
    return key;
  }

  /** Parses the content of a file: raw bytes, or text. */
  static byte[] parse(byte[] content, String name) {
    if (content.length == KeyEncryptionKey.LENGTH) {
      return content.clone();
    }
    try {
      return parse(TextFile.decode(content, name), name);
    } catch (NoTextException e) {
      throw refusal(name, "it is neither Base64 nor hexadecimal digits");
    }
  }

  private static KeyEncryptionException refusal(String name, String why) {
    return new KeyEncryptionException(
        String.format(
            Locale.ROOT,
            "%s is no key-encryption key: %s. It must be %d bytes, as they are in a file, or in Base64 or hexadecimal digits; if it was damaged, put it back from the backup",
            name,
            why,
            KeyEncryptionKey.LENGTH));
  }
}
