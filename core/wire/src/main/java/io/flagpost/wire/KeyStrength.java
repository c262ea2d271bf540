package io.flagpost.wire;

import java.security.interfaces.RSAPublicKey;
import java.util.Locale;

/** The minimum length of keys that sign answers. */
public final class KeyStrength {
  public static final int MINIMUM_BITS = 2048;

  private KeyStrength() {}

  /**
   * Accepts a key that is long enough.
   *
   * @throws IllegalArgumentException if it has fewer than {@value #MINIMUM_BITS} bits
   */
  public static void require(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    if (bits < MINIMUM_BITS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an RSA key of %d bits is too short: at least %d are needed",
              bits,
              MINIMUM_BITS));
    }
  }
}
