package io.flagpost.signing;

import io.flagpost.wire.SigningAlgorithm;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a signing key beside its private key.
 *
 * @param keyId its RFC 7638 thumbprint
 * @param productId the product it signs for, or null for the global key
 * @param algorithm how it signs
 * @param publicKey its public key
 * @param createdAt when it came here
 * @param notBefore the first moment at which it signs
 * @param signUntil the first moment at which it signs no longer; null: no end is set
 * @param publishUntil the first moment at which it is published no longer; null: no end is set
 * @param revision counts its changes
 */
public record KeyRecord(
    String keyId,
    @Nullable Long productId,
    SigningAlgorithm algorithm,
    RSAPublicKey publicKey,
    Instant createdAt,
    Instant notBefore,
    @Nullable Instant signUntil,
    @Nullable Instant publishUntil,
    long revision) {

  /** Where it is in its life at a moment. */
  public KeyState state(Instant moment) {
    if (publishUntil != null && !moment.isBefore(publishUntil)) {
      return KeyState.RETIRED;
    }
    if (signUntil != null && !moment.isBefore(signUntil)) {
      return KeyState.RETIRING;
    }
    return moment.isBefore(notBefore) ? KeyState.PENDING : KeyState.ACTIVE;
  }

  /** Whether it signs with no end set. */
  public boolean isOpen() {
    return signUntil == null;
  }

  /** The length of its modulus. */
  public int bits() {
    return publicKey.getModulus().bitLength();
  }

  /** The same with other ends, as its next revision. */
  public KeyRecord ending(@Nullable Instant newSignUntil, @Nullable Instant newPublishUntil) {
    return new KeyRecord(
        keyId,
        productId,
        algorithm,
        publicKey,
        createdAt,
        notBefore,
        newSignUntil,
        newPublishUntil,
        revision + 1);
  }
}
