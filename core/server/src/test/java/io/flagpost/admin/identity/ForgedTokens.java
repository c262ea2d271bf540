package io.flagpost.admin.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.kek.KeyWrapping;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Access tokens that a gateway must refuse, each by the name of what is wrong with it. They are
 * made of one that it takes, by hand and not by the library that checks them; where only a claim is
 * wrong, the gateway's own private key signs them.
 */
public final class ForgedTokens {
  private static final JsonMapper JSON = new JsonMapper();

  private final ObjectNode header;
  private final ObjectNode claims;
  private final String valid;
  private final byte[] publicKey;
  private final PrivateKey privateKey;

  private ForgedTokens(String valid, byte[] publicKey, PrivateKey privateKey) {
    String[] parts = valid.split("\\.", -1);
    this.header = json(parts[0]);
    this.claims = json(parts[1]);
    this.valid = valid;
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /**
   * Reads the gateway's signing key.
   *
   * @param connection to the gateway's database
   * @param wrapping the gateway's key-encryption key
   * @param valid an access token that the gateway takes
   */
  public static ForgedTokens of(Connection connection, KeyWrapping wrapping, String valid) {
    String keyId = json(valid.split("\\.", -1)[0]).path("kid").asText();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT public_key, sealed, kek_id FROM admin_token_key WHERE key_id = ?")) {
      query.setString(1, keyId);
      ResultSet row = query.executeQuery();
      row.next();
      byte[] pkcs8 =
          wrapping.open(row.getString(3), row.getBytes(2), "flagpost admin token key|" + keyId);
      return new ForgedTokens(
          valid,
          row.getBytes(1),
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (SQLException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every one of them. */
  public Map<String, String> all() {
    Map<String, String> tokens = new LinkedHashMap<>();
    String[] parts = valid.split("\\.", -1);
    tokens.put("empty", "");
    tokens.put("no token at all", "x");
    tokens.put("other unused bits in the last character", respelled());
    tokens.put("padding", valid + "==");
    tokens.put("alg none", signed(head(h -> h.put("alg", "none")), claims, text -> ""));
    tokens.put("alg none without the last dot", unsigned());
    tokens.put("alg NoNe", signed(head(h -> h.put("alg", "NoNe")), claims, text -> ""));
    tokens.put("HS256 keyed with the public key", hmac(publicKey));
    tokens.put("HS256 keyed with the public key in PEM", hmac(pem().getBytes(UTF_8)));
    tokens.put("HS256 keyed with nothing", hmac(new byte[] {0}));
    tokens.put("another algorithm named", ours(head(h -> h.put("alg", "ES384")), claims));
    tokens.put("no alg", ours(head(h -> h.remove("alg")), claims));
    tokens.put("unknown kid", ours(head(h -> h.put("kid", "unknown")), claims));
    tokens.put("no kid", ours(head(h -> h.remove("kid")), claims));
    tokens.put("critical extension", ours(head(h -> h.putArray("crit").add("b64")), claims));
    tokens.put("two kids", withTwoKids());
    tokens.put("wrong issuer", ours(header, claim(c -> c.put("iss", "https://other.example"))));
    tokens.put("no issuer", ours(header, claim(c -> c.remove("iss"))));
    tokens.put("wrong audience", ours(header, claim(c -> c.put("aud", "other"))));
    tokens.put("no audience", ours(header, claim(c -> c.remove("aud"))));
    tokens.put("expired", ours(header, claim(c -> c.put("exp", issuedAt() - 60))));
    tokens.put("no expiry", ours(header, claim(c -> c.remove("exp"))));
    tokens.put("expiry as text", ours(header, claim(c -> c.put("exp", "9999999999"))));
    tokens.put("not yet valid", ours(header, claim(c -> c.put("nbf", issuedAt() + 3_600))));
    tokens.put("issued in the future", ours(header, claim(c -> c.put("iat", issuedAt() + 3_600))));
    tokens.put("unknown session", ours(header, claim(c -> c.put("sid", UUID.randomUUID() + ""))));
    tokens.put("no session", ours(header, claim(c -> c.remove("sid"))));
    tokens.put("another account", ours(header, claim(c -> c.put("sub", "999999"))));
    tokens.put("tampered payload", parts[0] + "." + encode(tampered()) + "." + parts[2]);
    tokens.put("tampered signature", parts[0] + "." + parts[1] + "." + flipped(parts[2]));
    tokens.put("signature of zeros", parts[0] + "." + parts[1] + "." + zeros());
    tokens.put("no signature", parts[0] + "." + parts[1] + ".");
    tokens.put("a part too many", valid + ".x");
    tokens.put("another key", signed(header, claims, text -> ecdsa(anotherKey(), text)));
    tokens.put("another key that the header brings along", withEmbeddedKey());
    tokens.put("unknown personal access token", "fpat_" + "A".repeat(43));
    tokens.put("refresh token in its place", "fprt_" + "A".repeat(43));
    return tokens;
  }

  /** One by its name. */
  public String named(String name) {
    String token = all().get(name);
    if (token == null) {
      throw new IllegalArgumentException(name);
    }
    return token;
  }

  private interface Signing {
    String sign(String text);
  }

  private String ours(ObjectNode head, ObjectNode payload) {
    return signed(head, payload, text -> ecdsa(privateKey, text));
  }

  /** The same bytes in another spelling: four bits of the last character stand for nothing. */
  private String respelled() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = valid.length() - 1;
    char other = alphabet.charAt(alphabet.indexOf(valid.charAt(last)) + 1);
    return valid.substring(0, last) + other;
  }

  private String unsigned() {
    return encode(head(h -> h.put("alg", "none"))) + "." + encode(claims);
  }

  private String hmac(byte[] key) {
    return signed(
        head(h -> h.put("alg", "HS256")),
        claims,
        text -> {
          try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return encode(mac.doFinal(text.getBytes(UTF_8)));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private String withTwoKids() {
    String text = header.toString().replaceFirst("\\{", "{\"kid\":\"first\",");
    String head = encode(text.getBytes(UTF_8));
    String signed = head + "." + encode(claims);
    return signed + "." + ecdsa(privateKey, signed);
  }

  private String withEmbeddedKey() {
    ObjectNode head = header.deepCopy();
    head.putObject("jwk").put("kty", "EC").put("crv", "P-256").put("x", "AA").put("y", "AA");
    return signed(head, claims, text -> ecdsa(anotherKey(), text));
  }

  private ObjectNode head(Consumer<ObjectNode> change) {
    ObjectNode copy = header.deepCopy();
    change.accept(copy);
    return copy;
  }

  private ObjectNode claim(Consumer<ObjectNode> change) {
    ObjectNode copy = claims.deepCopy();
    change.accept(copy);
    return copy;
  }

  private ObjectNode tampered() {
    return claim(c -> c.put("exp", issuedAt() + 86_400));
  }

  private long issuedAt() {
    return claims.path("iat").asLong();
  }

  private String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(publicKey)
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static String flipped(String signature) {
    char first = signature.charAt(0);
    return (first == 'A' ? 'B' : 'A') + signature.substring(1);
  }

  private static String zeros() {
    return encode(new byte[64]);
  }

  private static String signed(ObjectNode head, ObjectNode payload, Signing signing) {
    String text = encode(head) + "." + encode(payload);
    return text + "." + signing.sign(text);
  }

  private static String ecdsa(PrivateKey key, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(text.getBytes(UTF_8));
      return encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PrivateKey anotherKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(JsonNode json) {
    return encode(json.toString().getBytes(UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static ObjectNode json(String part) {
    try {
      return (ObjectNode) JSON.readTree(Base64.getUrlDecoder().decode(part));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The valid token's claims, signed anew by hand; a gateway must take it. */
  String genuine() {
    return ours(header, claims);
  }
}
