package io.flagpost.signing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.coding.PemText;
import io.flagpost.platform.hash.Sha256;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.wire.KeyStrength;
import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The public formats of public keys. Pure functions, for any thread. */
public final class PublicKeys {
  private PublicKeys() {}

  /**
   * A JSON Web Key Set, ready to send.
   *
   * @param body its JSON text
   * @param etag a strong entity tag, quotes included, that is the same for the same keys
   */
  public record KeySet(String body, String etag) {}

  /** The key as PEM: SubjectPublicKeyInfo in lines of 64 characters, with a final line feed. */
  public static String pem(RSAPublicKey key) {
    return PemText.write("PUBLIC KEY", key.getEncoded());
  }

  /** The key as {@code kid}, {@code algorithm}, {@code pem} and {@code not_before} (ISO-8601). */
  public static ObjectNode json(PublishedKey key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kid", key.keyId())
        .put("algorithm", key.algorithm().name())
        .put("pem", pem(key.publicKey()))
        .put("not_before", TimestampText.shortest(key.notBefore()));
  }

  /**
   * Every key that clients may encounter at a moment or later, as a JSON Web Key Set (RFC 7517).
   */
  public static KeySet keySet(KeyRing ring, Instant moment) {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = set.putArray("keys");
    for (PublishedKey key : ring.published(moment)) {
      keys.addObject()
          .put("kty", "RSA")
          .put("n", PublishedKey.unsigned(key.publicKey().getModulus()))
          .put("e", PublishedKey.unsigned(key.publicKey().getPublicExponent()))
          .put("alg", key.algorithm().name())
          .put("use", "sig")
          .put("kid", key.keyId());
    }
    String body = set.toString();
    return new KeySet(body, '"' + fingerprint(body) + '"');
  }

  /**
   * Reads an RSA public key from PEM text ({@code PUBLIC KEY} or {@code RSA PUBLIC KEY}).
   *
   * @throws IllegalArgumentException with the reason, if it is invalid or too short
   */
  public static RSAPublicKey parse(String pem) {
    try {
      Object content =
          PemText.first(pem)
              .orElseThrow(() -> new IllegalArgumentException("there is no PEM block in it"));
      if (!(content instanceof SubjectPublicKeyInfo info)) {
        throw new IllegalArgumentException("its first PEM block is no public key");
      }
      PublicKey key = new JcaPEMKeyConverter().getPublicKey(info);
      if (!(key instanceof RSAPublicKey rsa)) {
        throw new IllegalArgumentException(
            key.getAlgorithm() + " keys are not supported, only RSA");
      }
      KeyStrength.require(rsa);
      return rsa;
    } catch (IOException e) {
      throw new IllegalArgumentException("its PEM block is damaged", e);
    }
  }

  private static String fingerprint(String text) {
    return PublishedKey.base64Url(Arrays.copyOf(Sha256.of(text), 16));
  }
}
