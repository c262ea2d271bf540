package io.flagpost.signing;

import static io.flagpost.signing.UnusableKeyException.Part.DOCUMENT;
import static io.flagpost.signing.UnusableKeyException.Part.PASSPHRASE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.coding.PemText;
import io.flagpost.signing.SigningKeyTable.StoredKey;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Writes all signing keys, private keys included, into a document that is encrypted under a
 * passphrase, and reads them back. Each private key in it is a PEM block that OpenSSL can decrypt,
 * too, and a MAC over the whole document detects changes. Any thread.
 */
public final class KeyBackup {
  /** The format and version of a document. */
  public static final String FORMAT = "flagpost-signing-keys/1";

  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /**
   * A key from a backup.
   *
   * @param key its record
   * @param material the key pair
   */
  public record Restorable(KeyRecord key, KeyMaterial material) {}

  private final List<StoredKey> keys;

  private KeyBackup(List<StoredKey> keys) {
    this.keys = keys;
  }

  /** Reads every key, including retired ones. Fails if one cannot be opened. */
  public static Future<KeyBackup> collect(SigningKeyTable table, SqlClient client) {
    return table.all(client).map(KeyBackup::new);
  }

  /** The ids of the keys. */
  public List<String> keyIds() {
    return keys.stream().map(stored -> stored.key().keyId()).toList();
  }

  /** Writes the document. Blocking, for about a second. */
  public ObjectNode seal(String passphrase, Instant createdAt, SecureRandom random) {
    PassphraseCipher cipher = new PassphraseCipher(passphrase);
    byte[] salt = salt(random);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("created_at", createdAt.toString());
    var list = document.putArray("keys");
    for (StoredKey stored : keys) {
      list.add(json(stored.key()).put("private_key", pem(cipher, stored.pkcs8(), salt, random)));
    }
    byte[] macSalt = salt(random);
    byte[] mac = mac(document, cipher.derive(macSalt, PassphraseCipher.ITERATIONS));
    document
        .putObject("mac")
        .put("algorithm", "PBKDF2-HMAC-SHA256 and HMAC-SHA256")
        .put("iterations", PassphraseCipher.ITERATIONS)
        .put("salt", Base64.getEncoder().encodeToString(macSalt))
        .put("value", Base64.getEncoder().encodeToString(mac));
    return document;
  }

  /**
   * Reads a document. Blocking, for about a second.
   *
   * @throws UnusableKeyException if the passphrase is wrong, or the document was modified
   */
  public static List<Restorable> open(JsonNode document, String passphrase) {
    if (!document.path("format").asText().equals(FORMAT) || !document.isObject()) {
      throw new UnusableKeyException(DOCUMENT, "is no backup of the format " + FORMAT);
    }
    PassphraseCipher cipher = new PassphraseCipher(passphrase);
    try {
      ObjectNode content = document.deepCopy();
      JsonNode stated = content.remove("mac");
      if (stated == null) {
        throw new UnusableKeyException(DOCUMENT, "has no MAC");
      }
      byte[] salt = Base64.getDecoder().decode(stated.path("salt").asText());
      byte[] key = cipher.derive(salt, stated.path("iterations").asInt());
      byte[] expected = Base64.getDecoder().decode(stated.path("value").asText());
      if (!MessageDigest.isEqual(mac(content, key), expected)) {
        throw new UnusableKeyException(
            PASSPHRASE, "is not the document's, or the document was changed");
      }
      List<Restorable> keys = new ArrayList<>();
      for (JsonNode one : content.path("keys")) {
        keys.add(restorable(one, cipher));
      }
      return keys;
    } catch (UnusableKeyException e) {
      throw e;
    } catch (RuntimeException | IOException e) {
      throw new UnusableKeyException(DOCUMENT, "is damaged");
    }
  }

  @Override
  public String toString() {
    return "KeyBackup[" + keys.size() + " keys]";
  }

  private static ObjectNode json(KeyRecord key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kid", key.keyId())
        .put("product_id", key.productId())
        .put("algorithm", key.algorithm().name())
        .put("created_at", key.createdAt().toString())
        .put("not_before", key.notBefore().toString())
        .put("sign_until", text(key.signUntil()))
        .put("publish_until", text(key.publishUntil()));
  }

  private static Restorable restorable(JsonNode json, PassphraseCipher cipher) throws IOException {
    byte[] pkcs8 =
        cipher.decrypt(
            PrivateKeyPem.encrypted(json.path("private_key").asText()).toASN1Structure());
    KeyMaterial material = KeyMaterial.of(PrivateKeyPem.rsa(PrivateKeyInfo.getInstance(pkcs8)));
    if (!material.keyId().equals(json.path("kid").asText())) {
      throw new UnusableKeyException(DOCUMENT, "holds a private key under another one's name");
    }
    KeyRecord key =
        new KeyRecord(
            material.keyId(),
            json.hasNonNull("product_id") ? json.path("product_id").longValue() : null,
            SigningAlgorithm.valueOf(json.path("algorithm").asText()),
            material.publicKey(),
            Instant.parse(json.path("created_at").asText()),
            Instant.parse(json.path("not_before").asText()),
            instant(json.path("sign_until")),
            instant(json.path("publish_until")),
            1);
    return new Restorable(key, material);
  }

  private static String pem(
      PassphraseCipher cipher, byte[] pkcs8, byte[] salt, SecureRandom random) {
    try {
      byte[] der = cipher.encrypt(pkcs8, salt, random).getEncoded();
      return PemText.write("ENCRYPTED PRIVATE KEY", der);
    } catch (IOException e) {
      throw new IllegalStateException(e); // it writes to memory
    }
  }

  /** The MAC over the document in canonical form: members sorted, no white space. */
  private static byte[] mac(ObjectNode document, byte[] key) {
    try {
      byte[] text = SORTED.writeValueAsBytes(SORTED.convertValue(document, Map.class));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException | JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] salt(SecureRandom random) {
    byte[] salt = new byte[PassphraseCipher.SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  private static @Nullable Instant instant(JsonNode moment) {
    return moment.isTextual() ? Instant.parse(moment.asText()) : null;
  }
}
