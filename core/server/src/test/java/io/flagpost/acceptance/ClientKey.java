package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/**
 * A public key as a client gets it, and what a client does with it: the JDK alone, nothing of the
 * product.
 *
 * @param rsa the key
 */
record ClientKey(RSAPublicKey rsa) {

  static ClientKey ofPem(String pem) {
    String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    try {
      return new ClientKey(
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(pem, e);
    }
  }

  /** Whether a signature, in Base64, is this key's over a text. */
  boolean verifies(String text, String signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(rsa);
      verifier.update(text.getBytes(UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Its thumbprint by RFC 7638. */
  String thumbprint() {
    String jwk =
        String.format(
            Locale.ROOT,
            "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}",
            unsigned(rsa.getPublicExponent()),
            unsigned(rsa.getModulus()));
    try {
      return base64Url(MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return base64Url(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
