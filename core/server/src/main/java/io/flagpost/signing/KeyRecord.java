package io.flagpost.signing;

import io.flagpost.wire.SigningAlgorithm;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a signing key, except its private key.
 *
 * @param keyId its RFC 7638 thumbprint
 * @param productId the product it signs for, or null for the global key
 * @param algorithm the algorithm that it signs with
 * @param publicKey its public key
 * @param createdAt when it was added
 * @param notBefore the first moment at which it signs
 * @param signUntil the first moment at which it no longer signs; null if no end is set
 * @param publishUntil the first moment at which it is no longer published; null if no end is set
 * @param revision incremented with each change
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

  /** Its state at a moment. */
  public KeyState state(Instant moment) {
    if (publishUntil != null && !moment.isBefore(publishUntil)) {
      return KeyState.RETIRED;
    }
    if (signUntil != null && !moment.isBefore(signUntil)) {
      return KeyState.RETIRING;
    }
    return moment.isBefore(notBefore) ? KeyState.PENDING : KeyState.ACTIVE;
  }

  /** Whether it signs and no end is set. */
  public boolean isOpen() {
    return signUntil == null;
  }

  /** The length of its modulus in bits. */
  public int bits() {
    return publicKey.getModulus().bitLength();
  }

  /** The same with other ends, and the next revision. */
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
