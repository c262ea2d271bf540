package io.flagpost.signing;

import io.flagpost.wire.SigningAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Real key pairs for tests, made once per test JVM. */
public final class TestKeys {
  /** When the keys begin to sign. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  public static final SigningKey GLOBAL = key(null, SigningAlgorithm.RS256);

  public static final SigningKey PRODUCT_2 = key(2L, SigningAlgorithm.RS256);
  public static final SigningKey PRODUCT_3 = key(3L, SigningAlgorithm.RS512);

  private static final KeyRing RING = KeyRing.at(START, List.of(PRODUCT_3, GLOBAL, PRODUCT_2));

  private TestKeys() {}

  /** The ring of the keys above, always the same one. */
  public static KeyRing ring() {
    return RING;
  }

  static SigningKey key(@Nullable Long productId, SigningAlgorithm algorithm) {
    return key(productId, algorithm, START, null);
  }

  static SigningKey key(
      @Nullable Long productId,
      SigningAlgorithm algorithm,
      Instant notBefore,
      @Nullable Instant signUntil) {
    KeyPair pair = pair(2048);
    return new SigningKey(
        new PublishedKey(productId, algorithm, (RSAPublicKey) pair.getPublic(), notBefore),
        pair.getPrivate(),
        signUntil,
        signUntil == null ? null : signUntil.plusSeconds(1000));
  }

  /** A new RSA key pair. */
  public static KeyPair pair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
