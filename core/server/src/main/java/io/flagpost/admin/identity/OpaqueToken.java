package io.flagpost.admin.identity;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * An opaque token: 256 random bits after a prefix that tells scanners and people what they have
 * found. Only its SHA-256 is stored; a fast hash is enough, because the token cannot be guessed.
 */
record OpaqueToken(String value) {
  /** Personal access tokens. */
  static final String PERSONAL = "fpat_";

  /** Refresh tokens. */
  static final String REFRESH = "fprt_";

  /** Tokens of known devices. */
  static final String DEVICE = "fpdt_";

  private static final Pattern RANDOM_PART = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final int BYTES = 32;

  static OpaqueToken generate(String prefix, SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new OpaqueToken(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Whether it looks like a token with this prefix. */
  boolean isOf(String prefix) {
    return value.startsWith(prefix)
        && RANDOM_PART.matcher(value.substring(prefix.length())).matches();
  }

  /** The hash that is stored in its place. */
  Buffer hash() {
    return Buffer.buffer(Sha256.of(value));
  }

  @Override
  public String toString() {
    return "OpaqueToken[hidden]";
  }
}
