package io.flagpost.plugin.clonedactivation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a state keeps in place of a text: no names, no addresses. */
final class Identity {
  private Identity() {}

  /**
   * The first 64 bits of the text's SHA-256. Two of a thousand texts share them with a probability
   * of 3 in 10^14. A pseudonym: whoever guesses the text can verify it.
   */
  static long of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
