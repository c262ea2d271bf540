package io.flagpost.admin.records;

import java.security.SecureRandom;

/**
 * Generates license keys that people can read aloud: five groups of five characters, 125 bits,
 * without letters that can be mistaken for digits or each other (Crockford's Base32).
 */
final class LicenseKeys {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int GROUPS = 5;
  private static final int GROUP_LENGTH = 5;

  private final SecureRandom random;

  LicenseKeys(SecureRandom random) {
    this.random = random;
  }

  String next() {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
      if (i > 0 && i % GROUP_LENGTH == 0) {
        key.append('-');
      }
      key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return key.toString();
  }
}
