package io.flagpost.signing;

import io.flagpost.platform.hash.Sha256;
import io.flagpost.wire.KeyStrength;
import io.flagpost.wire.SigningAlgorithm;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The public part of a signing key.
 *
 * @param productId the product it signs for, or null for the global key
 * @param algorithm the algorithm that it signs with
 * @param publicKey RSA, at least {@value #MINIMUM_BITS} bits
 * @param notBefore the first moment at which it signs
 */
public record PublishedKey(
    @Nullable Long productId,
    SigningAlgorithm algorithm,
    RSAPublicKey publicKey,
    Instant notBefore) {

  /** Shorter RSA keys are refused everywhere. */
  public PublishedKey {
    KeyStrength.require(publicKey);
  }

  /** The key's name on the wire: its RFC 7638 thumbprint with SHA-256. */
  public String keyId() {
    return thumbprint(publicKey);
  }

  /** The RFC 7638 thumbprint (SHA-256, unpadded base64url) of an RSA key. */
  public static String thumbprint(RSAPublicKey key) {
    String members =
        String.format(
            Locale.ROOT,
            "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
            unsigned(key.getPublicExponent()),
            unsigned(key.getModulus()));
    return base64Url(Sha256.of(members));
  }

  /** The bytes of a positive integer in Base64url, without the leading zero byte of its sign. */
  static String unsigned(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return base64Url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
