package io.flagpost.registry;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The SHA-256 hash under which an API key is stored and found.
 *
 * <p>API keys are random, so a fast hash without salt is enough: there is no list of likely keys to
 * try. For the same reason the look-up by hash in a hash map need not take constant time: its
 * timing can only reveal bits of a hash, and nobody can choose those without knowing a key.
 */
final class ApiKeyHash {
  private static final int LENGTH = 32;

  private final byte[] bytes;

  private ApiKeyHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Hashes a key as presented. Takes well under a microsecond, so there is no cache of hashes by
   * plain keys.
   */
  static ApiKeyHash of(String apiKey) {
    return new ApiKeyHash(Sha256.of(apiKey));
  }

  /** Wraps a hash from the database. */
  static ApiKeyHash ofStored(byte[] hash) {
    if (hash.length != LENGTH) {
      throw new IllegalArgumentException("A SHA-256 hash has 32 bytes, not " + hash.length);
    }
    return new ApiKeyHash(hash.clone());
  }

  /** The hash in the form of the database. */
  Buffer toBuffer() {
    return Buffer.buffer(bytes.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ApiKeyHash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "ApiKeyHash[hidden]";
  }
}
