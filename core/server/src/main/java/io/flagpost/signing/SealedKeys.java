package io.flagpost.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys in stored form, with the private keys sealed under the key-encryption key: can
 * be compared, and stored elsewhere. Immutable; equal if nothing has changed.
 *
 * @param keys every key that is pending, active or retiring
 */
public record SealedKeys(List<Entry> keys) {
  static final SealedKeys NONE = new SealedKeys(List.of());

  public SealedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * A key.
   *
   * @param kekId the key-encryption key that it is sealed under
   * @param sealed its private key
   */
  record Entry(KeyRecord key, String kekId, Buffer sealed) {
    @Override
    public String toString() {
      return "Entry[" + key.keyId() + "]";
    }
  }

  /** All keys as JSON. */
  public JsonNode toJson() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Entry entry : keys) {
      KeyRecord key = entry.key();
      array
          .addObject()
          .put("keyId", key.keyId())
          .put("productId", key.productId())
          .put("algorithm", key.algorithm().name())
          .put("publicKey", key.publicKey().getEncoded())
          .put("createdAt", key.createdAt().toString())
          .put("notBefore", key.notBefore().toString())
          .put("signUntil", text(key.signUntil()))
          .put("publishUntil", text(key.publishUntil()))
          .put("revision", key.revision())
          .put("kekId", entry.kekId())
          .put("sealed", entry.sealed().getBytes());
    }
    return array;
  }

  /**
   * Reads the result of {@link #toJson}.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public static SealedKeys ofJson(JsonNode json) {
    List<Entry> keys = new ArrayList<>();
    for (JsonNode key : json) {
      keys.add(
          new Entry(
              record(key), key.required("kekId").asText(), Buffer.buffer(bytes(key, "sealed"))));
    }
    return new SealedKeys(keys);
  }

  private static KeyRecord record(JsonNode key) {
    JsonNode product = key.required("productId");
    return new KeyRecord(
        key.required("keyId").asText(),
        product.isNull() ? null : product.longValue(),
        SigningAlgorithm.valueOf(key.required("algorithm").asText()),
        publicKey(bytes(key, "publicKey")),
        Instant.parse(key.required("createdAt").asText()),
        Instant.parse(key.required("notBefore").asText()),
        instant(key.required("signUntil")),
        instant(key.required("publishUntil")),
        key.required("revision").longValue());
  }

  private static RSAPublicKey publicKey(byte[] spki) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a public key is damaged", e);
    }
  }

  private static byte[] bytes(JsonNode key, String name) {
    return Base64.getDecoder().decode(key.required(name).asText());
  }

  private static @Nullable Instant instant(JsonNode text) {
    return text.isNull() ? null : Instant.parse(text.asText());
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  @Override
  public String toString() {
    return "SealedKeys[" + keys.size() + "]";
  }
}
