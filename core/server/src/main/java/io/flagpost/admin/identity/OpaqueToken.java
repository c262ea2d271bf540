package io.flagpost.admin.identity;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A token that means nothing by itself: 256 random bits behind a prefix that tells scanners and
 * people what was found. Only its SHA-256 is stored; there is nothing to guess, so a fast hash is
 * the right one.
 */
record OpaqueToken(String value) {
  /** Personal access tokens. */
  static final String PERSONAL = "fpat_";

  /** Refresh tokens. */
  static final String REFRESH = "fprt_";

  /** Tokens that devices are known by. */
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

  /** What is stored instead of it. */
  Buffer hash() {
    return Buffer.buffer(Sha256.of(value));
  }

  @Override
  public String toString() {
    return "OpaqueToken[hidden]";
  }
}
