package io.flagpost.admin.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's Argon2id hash (RFC 9106), written as a PHC string: {@code
 * $argon2id$v=19$m=65536,t=3,p=1$salt$hash}.
 */
final class PasswordHash {
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
  private static final int MOST_MEMORY = 1 << 20;
  private static final int SALT_LENGTH = 16;
  private static final int LENGTH = 32;

  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  /**
   * The cost of a hash.
   *
   * @param memory in KiB
   * @param passes over that memory
   * @param lanes lanes that could be computed in parallel; here they are not
   */
  record Cost(int memory, int passes, int lanes) {
    /** RFC 9106's second choice (64 MiB, 3 passes) in one lane: a quarter of a second of a core. */
    static final Cost RECOMMENDED = new Cost(1 << 16, 3, 1);

    Cost {
      if (memory < 8 * lanes || memory > MOST_MEMORY || passes < 1 || lanes < 1) {
        throw new IllegalArgumentException("Argon2id cannot cost that");
      }
    }
  }

  private PasswordHash(Cost cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password with a new salt. Takes the time and memory of its cost. */
  static PasswordHash of(String password, SecureRandom random, Cost cost) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return new PasswordHash(cost, salt, argon2id(password, salt, cost, LENGTH));
  }

  /** A decoy: a hash that costs as much to compare, and that matches no password. */
  static PasswordHash ofNothing(SecureRandom random, Cost cost) {
    byte[] salt = new byte[SALT_LENGTH];
    byte[] hash = new byte[LENGTH];
    random.nextBytes(salt);
    random.nextBytes(hash);
    return new PasswordHash(cost, salt, hash);
  }

  /** Parses a PHC string. Throws {@link IllegalArgumentException} if it is not a supported one. */
  static PasswordHash parse(String phc) {
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new IllegalArgumentException("A stored password hash is no Argon2id PHC string");
    }
    return new PasswordHash(
        new Cost(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3))),
        Base64.getDecoder().decode(parts.group(4)),
        Base64.getDecoder().decode(parts.group(5)));
  }

  /** Whether it is the hash of this password. Takes as long as {@link #of}. */
  boolean matches(String password) {
    return MessageDigest.isEqual(argon2id(password, salt, cost, hash.length), hash);
  }

  Cost cost() {
    return cost;
  }

  /** The PHC string. */
  String phc() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return String.format(
        Locale.ROOT,
        "$argon2id$v=19$m=%s,t=%s,p=%s$%s$%s",
        Integer.toString(cost.memory),
        Integer.toString(cost.passes),
        Integer.toString(cost.lanes),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }

  @Override
  public String toString() {
    return "PasswordHash[hidden]";
  }

  private static byte[] argon2id(String password, byte[] salt, Cost cost, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memory)
            .withIterations(cost.passes)
            .withParallelism(cost.lanes)
            .withSalt(salt)
            .build());
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    byte[] result = new byte[length];
    try {
      generator.generateBytes(bytes, result);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return result;
  }
}
