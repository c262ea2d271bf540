package io.flagpost.admin.identity;

import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.testing.ExpectedAlarms;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@ExpectedAlarms(from = "io.vertx.ext.auth.jwt.impl.JWTAuthProviderImpl")
final class OidcIssuerTest {
  private static final Duration DAY = Duration.ofHours(24);

  private final Map<String, JsonObject> published = new ConcurrentHashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile int status = 200;
  private volatile String padding = "";
  private String issuer;
  private KeyPair pair;
  private SignInRig rig;

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

  @Test
  void aTokenOfTheIssuerIsBelievedAndItsKeysAreRemembered() {
    Actor actor = rig.actor(token("one", pair, claims()));
    rig.actor(token("one", pair, claims()));

    assertThat(actor.kind()).isEqualTo(Actor.Kind.EXTERNAL);
    assertThat(actor.name()).isEqualTo("127.0.0.1/ann");
    assertThat(actor.role()).isEqualTo(Role.AUDITOR);
    assertThat(actor.accountId()).isNull();
    assertThat(fetches).hasValue(1);
  }

  @Test
  void ofSeveralRolesTheHighestCountsAndNoneIsForbidden() {
    JsonArray roles = new JsonArray().add("other").add("analyst").add("admin").add(7);
    assertThat(rig.actor(token("one", pair, claims().put("roles", flagpost(roles)))).role())
        .isEqualTo(Role.ADMIN);
    assertThat(rig.actor(token("one", pair, claims().put("roles.flagpost", "analyst"))).role())
        .isEqualTo(Role.ANALYST);

    assertThat(rig.refusal(token("one", pair, claims().put("roles", flagpost("boss")))))
        .isEqualTo(403);
    assertThat(rig.refusal(token("one", pair, without("roles")))).isEqualTo(403);
  }

  @Test
  void aRoleThatWasMadeHereCanBeNamed() {
    rig.as(
        rig.root(),
        "createRole",
        Map.of(),
        Map.of("name", "people", "permissions", List.of("read", "accounts")));

    Actor one = rig.actor(token("one", pair, claims().put("roles", flagpost("people"))));
    JsonArray both = new JsonArray().add("people").add("auditor");
    Actor two = rig.actor(token("one", pair, claims().put("roles", flagpost(both))));

    assertThat(one.role())
        .isEqualTo(new Role("people", Set.of(Permission.READ, Permission.ACCOUNTS)));
    assertThat(two.role().name()).isEqualTo("auditor+people");
    assertThat(two.role().may(Permission.AUDIT)).isTrue();
    assertThat(two.role().may(Permission.ACCOUNTS)).isTrue();
    assertThat(two.role().may(Permission.KEYS)).isFalse();
  }

  @Test
  void aTokenIsLimitedByItsClaims(Vertx vertx) {
    SignInRig limiting =
        new SignInRig(
            vertx,
            new OidcSettings(
                issuer, null, "flagpost-admin", "roles.flagpost", "products", "stages", DAY));
    Function<JsonObject, Scope> scope =
        claims -> limiting.actor(token("one", pair, claims)).scope();

    assertThat(scope.apply(claims().put("products", 7).put("stages", "test")))
        .isEqualTo(new Scope(Set.of(7L), Set.of("test")));
    assertThat(
            scope.apply(
                claims()
                    .put("products", new JsonArray().add("7").add(8).add("x").add(-1).add(1.5))
                    .put("stages", "*")))
        .isEqualTo(new Scope(Set.of(7L, 8L), null));
    assertThat(scope.apply(claims())).isEqualTo(new Scope(Set.of(), Set.of()));
    assertThat(scope.apply(claims().put("products", "*").put("stages", new JsonArray().add("*"))))
        .isEqualTo(Scope.UNLIMITED);
  }

  @Test
  void forgedForeignAndUntimelyTokensAreRefused() throws GeneralSecurityException {
    long now = now();

    assertThat(rig.refusal(token("one", rsa(), claims()))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("aud", "other")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("aud")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("iss", issuer + "/other"))))
        .isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("iss", "flagpost")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("exp", now - 5)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("exp")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", now + 60)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("sub")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("sub", "x".repeat(300)))))
        .isEqualTo(401);
    String valid = token("one", pair, claims());
    String payload = valid.split("\\.", -1)[1];
    for (String header :
        new String[] {
          "{\"alg\":\"none\",\"kid\":\"one\"}",
          "{\"alg\":\"HS256\",\"kid\":\"one\"}",
          "{\"alg\":\"RS512\",\"kid\":\"one\"}",
          "{\"alg\":\"RS256\"}"
        }) {
      String head = encode(header.getBytes(UTF_8)) + "." + payload;
      assertThat(rig.refusal(head + "." + sign(pair, head))).as(header).isEqualTo(401);
      assertThat(rig.refusal(head + ".")).as(header).isEqualTo(401);
    }
  }

  @Test
  void aTokenThatLastsLongerThanItMayIsRefused() {
    for (Object end : new Object[] {253_402_300_799L, 9_999_999_999L, 1e300, Long.MAX_VALUE}) {
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end)))).isEqualTo(401);
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end).put("iat", now()))))
          .isEqualTo(401);
    }
    for (Object end : new Object[] {"9999999999", "tomorrow", -1, true}) {
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end)))).isEqualTo(401);
    }
    long day = DAY.toSeconds();
    long begun = now() - 100;

    rig.actor(token("one", pair, claims().put("exp", now() + day)));
    rig.actor(token("one", pair, claims().put("iat", begun).put("exp", begun + day)));
    assertThat(rig.refusal(token("one", pair, claims().put("exp", now() + day + 1))))
        .isEqualTo(401);
    assertThat(
            rig.refusal(token("one", pair, claims().put("iat", begun).put("exp", begun + day + 1))))
        .isEqualTo(401);
  }

  @Test
  void ofClocksThatDifferAFewSecondsAreAllowedAndNoMore() {
    assertThat(rig.refusal(token("one", pair, claims().put("iat", now() + 6)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", now() + 6)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", "now")))).isEqualTo(401);
    rig.actor(token("one", pair, claims().put("iat", now() + 5).put("nbf", now() + 5)));
    rig.actor(token("one", pair, claims().put("exp", now() - 4)));
  }

  @Test
  void keysThatAreNoneForSignaturesAreLeftAside() {
    published.put("secret", jwk("secret", pair).put("kty", "oct").put("k", "AAAA"));
    published.put("broken", new JsonObject().put("kty", "EC").put("kid", "broken"));
    published.put("encrypting", jwk("encrypting", pair).put("use", "enc"));
    published.put("hmac", jwk("hmac", pair).put("alg", "HS256"));

    assertThat(rig.actor(token("one", pair, claims())).name()).isEqualTo("127.0.0.1/ann");
    for (String key : new String[] {"secret", "broken", "encrypting", "hmac"}) {
      assertThat(rig.refusal(token(key, pair, claims()))).as(key).isEqualTo(401);
    }
  }

  @Test
  void aNewKeyIsFetchedWhenItIsMetButNotMoreOftenThanEvery30Seconds()
      throws GeneralSecurityException {
    rig.actor(token("one", pair, claims()));
    KeyPair next = rsa();
    publish("two", next);

    for (int i = 0; i < 10; i++) {
      assertThat(rig.refusal(token("invented" + i, pair, claims()))).isEqualTo(401);
    }
    assertThat(rig.refusal(token("two", next, claims()))).isEqualTo(401);
    assertThat(fetches).hasValue(1);

    rig.clock.advance(IssuerKeys.PAUSE);
    assertThat(rig.actor(token("two", next, claims())).name()).isEqualTo("127.0.0.1/ann");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aWithdrawnKeyIsForgottenAfterFiveMinutes() throws GeneralSecurityException {
    String token = token("one", pair, claims().put("exp", now() + 7200));
    rig.actor(token);
    published.clear();
    publish("two", rsa());

    rig.clock.advance(IssuerKeys.FRESH.minusSeconds(1));
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.refusal(token)).isEqualTo(401);
  }

  @Test
  void whileTheIssuerIsAwayItsKeysServeForAnHour() {
    String token = token("one", pair, claims().put("exp", now() + 7200));
    rig.actor(token);
    status = 500;

    rig.clock.advance(Duration.ofMinutes(59));
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
    rig.clock.advance(Duration.ofMinutes(1));
    assertThat(rig.refusal(token)).isEqualTo(503);

    status = 200;
    rig.clock.advance(IssuerKeys.PAUSE);
    assertThat(rig.actor(token).name()).isEqualTo("127.0.0.1/ann");
  }

  @Test
  void anAnswerThatIsTooLongIsNotRead() {
    padding = "x".repeat(2 << 20);

    assertThat(rig.refusal(token("one", pair, claims()))).isEqualTo(503);
  }

  @Test
  void keysAreFetchedByHttpsOrFromThisMachine() {
    assertThat(JwksSource.isSafe(URI.create("https://id.example/keys"))).isTrue();
    assertThat(JwksSource.isSafe(URI.create("http://[::1]:9000/keys"))).isTrue();
    assertThat(JwksSource.isSafe(URI.create("http://id.example/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("http://127.0.0.1.id.example/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("file:///etc/keys"))).isFalse();
    assertThat(JwksSource.isSafe(URI.create("keys"))).isFalse();
  }

  @Test
  void withoutAnIssuerItsTokensAreUnknown(Vertx vertx) {
    SignInRig plain = new SignInRig(vertx);

    assertThat(plain.refusal(token("one", pair, claims()))).isEqualTo(401);
    assertThat(fetches).hasValue(0);
  }

  private long now() {
    return rig.clock.instant().getEpochSecond();
  }

  private JsonObject claims() {
    return new JsonObject()
        .put("iss", issuer)
        .put("aud", new JsonArray().add("account").add("flagpost-admin"))
        .put("sub", "ann")
        .put("exp", rig.clock.instant().getEpochSecond() + 300)
        .put("roles", flagpost("auditor"));
  }

  private JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }

  private static JsonObject flagpost(Object roles) {
    return new JsonObject().put("flagpost", roles);
  }

  private void publish(String keyId, KeyPair keys) {
    published.put(keyId, jwk(keyId, keys));
  }

  private JsonObject keySet() {
    JsonArray keys = new JsonArray();
    published.values().forEach(keys::add);
    return new JsonObject().put("keys", keys).put("padding", padding);
  }

  private JsonObject discovery() {
    return new JsonObject().put("issuer", issuer).put("jwks_uri", issuer + "/keys");
  }

  private static JsonObject jwk(String keyId, KeyPair keys) {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    byte[] modulus = key.getModulus().toByteArray();
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", keyId)
        .put("n", encode(java.util.Arrays.copyOfRange(modulus, 1, modulus.length)))
        .put("e", "AQAB");
  }

  private static String token(String keyId, KeyPair keys, JsonObject claims) {
    String text =
        encode(new JsonObject().put("alg", "RS256").put("kid", keyId).encode().getBytes(UTF_8))
            + "."
            + encode(claims.encode().getBytes(UTF_8));
    return text + "." + sign(keys, text);
  }

  private static String sign(KeyPair keys, String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
