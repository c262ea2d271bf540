package io.flagpost.admin.identity;

import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sign-in with the tokens of an external issuer, which this class is. */
@ExtendWith(VertxExtension.class)
abstract class OidcFixture {
  static final Duration DAY = Duration.ofHours(24);

  final Map<String, JsonObject> published = new ConcurrentHashMap<>();
  final AtomicInteger fetches = new AtomicInteger();
  volatile int status = 200;
  volatile String padding = "";
  String issuer;
  KeyPair pair;
  SignInRig rig;

  @BeforeEach
  void open(Vertx vertx) throws GeneralSecurityException {
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      boolean keys = request.path().equals("/realm/keys");
                      if (keys) {
                        fetches.incrementAndGet();
                      }
                      request
                          .response()
                          .setStatusCode(status)
                          .end((keys ? keySet() : discovery()).encode());
                    })
                .listen(0, "127.0.0.1"));
    issuer = "http://127.0.0.1:" + server.actualPort() + "/realm";
    pair = rsa();
    publish("one", pair);
    rig =
        new SignInRig(
            vertx,
            new OidcSettings(issuer, null, "flagpost-admin", "roles.flagpost", null, null, DAY));
  }

  long now() {
    return rig.clock.instant().getEpochSecond();
  }

  JsonObject claims() {
    return new JsonObject()
        .put("iss", issuer)
        .put("aud", new JsonArray().add("account").add("flagpost-admin"))
        .put("sub", "ann")
        .put("exp", rig.clock.instant().getEpochSecond() + 300)
        .put("roles", flagpost("auditor"));
  }

  static JsonObject flagpost(Object roles) {
    return new JsonObject().put("flagpost", roles);
  }

  void publish(String keyId, KeyPair keys) {
    published.put(keyId, jwk(keyId, keys));
  }

  JsonObject keySet() {
    JsonArray keys = new JsonArray();
    published.values().forEach(keys::add);
    return new JsonObject().put("keys", keys).put("padding", padding);
  }

  JsonObject discovery() {
    return new JsonObject().put("issuer", issuer).put("jwks_uri", issuer + "/keys");
  }

  static JsonObject jwk(String keyId, KeyPair keys) {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    byte[] modulus = key.getModulus().toByteArray();
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", keyId)
        .put("n", encode(Arrays.copyOfRange(modulus, 1, modulus.length)))
        .put("e", "AQAB");
  }

  static String token(String keyId, KeyPair keys, JsonObject claims) {
    String text =
        encode(new JsonObject().put("alg", "RS256").put("kid", keyId).encode().getBytes(UTF_8))
            + "."
            + encode(claims.encode().getBytes(UTF_8));
    return text + "." + sign(keys, text);
  }

  static String sign(KeyPair keys, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
