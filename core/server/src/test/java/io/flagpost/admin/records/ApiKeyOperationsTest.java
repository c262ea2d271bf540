package io.flagpost.admin.records;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Capability;
import io.flagpost.registry.PgRegistry;
import io.flagpost.registry.RegistrySettings;
import io.flagpost.registry.TestRegistries;
import io.flagpost.testing.Futures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiKeyOperationsTest {
  private static final Registrar REGISTRAR = new Registrar();

  @BeforeEach
  void clear() throws Exception {
    REGISTRAR.clear();
  }

  @AfterAll
  static void close() {
    REGISTRAR.close();
  }

  @Test
  void aKeyIsShownOnceAndOnlyItsHashIsKept() throws Exception {
    AdminAnswer answer =
        REGISTRAR.call("createApiKey").body("{'name': 'k', 'capabilities': ['write']}").answer();
    JsonNode made = Registrar.body(answer);
    String key = made.path("key").asText();
    long id = made.path("id").asLong();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers())
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Location", "/admin/v1/api-keys/" + id);
    assertThat(key).matches("fp_[A-Za-z0-9_-]{43}");
    assertThat(made.path("secrets").path(0).path("prefix").asText()).isEqualTo(key.substring(0, 8));
    assertThat(made.path("environment").asText()).isEqualTo("production");
    assertThat(made.path("profile").asText()).isEqualTo("document");
    assertThat(made.path("active").asBoolean()).isTrue();

    JsonNode shown = REGISTRAR.call("showApiKey").path("id", id).gives(200);
    assertThat(shown.toString()).doesNotContain(key).doesNotContain("hash");
    assertThat(REGISTRAR.call("listApiKeys").gives(200).path("items").path(0)).isEqualTo(shown);
    assertThat(String.valueOf(REGISTRAR.lastAudited().after()))
        .doesNotContain(key)
        .doesNotContain("hash");
    assertThat(
            REGISTRAR.count(
                "SELECT count(*) FROM api_key_secret WHERE key_hash = sha256('" + key + "')"))
        .isEqualTo(1);
  }

  @Test
  void everyMemberIsInForceOnARunningGateway() {
    PgRegistry registry = open();
    JsonNode made =
        REGISTRAR
            .call("createApiKey")
            .body(
                """
                {'name': 'k', 'capabilities': ['read'], 'environment': 'staging', 'products': [7],
                 'allow_list': ['192.0.2.9/24', '192.0.2.1/24', '::1'], 'rate_limit': 9,
                 'profile': 'sdk', 'expires_at': '2099-01-01T00:00:00Z'}""")
            .gives(201);
    long id = made.path("id").asLong();
    String secret = made.path("key").asText();
    assertThat(made.path("allow_list").toString()).isEqualTo("[\"192.0.2.0/24\",\"::1/128\"]");

    Futures.until(REGISTRAR.vertx, () -> find(registry, secret) != null);
    assertThat(known(registry, secret).id()).isEqualTo(id);
    assertIsRestricted(known(registry, secret));

    REGISTRAR
        .call("updateApiKey")
        .path("id", id)
        .body("{'rate_limit': null, 'allow_list': null, 'products': null, 'active': false}")
        .gives(200);
    Futures.until(REGISTRAR.vertx, () -> !known(registry, secret).active());
    assertThat(known(registry, secret).rateLimit()).isNull();
    assertThat(known(registry, secret).allowList().isEmpty()).isTrue();
    assertThat(known(registry, secret).products()).isEmpty();
    await(registry.close());
  }

  private static void assertIsRestricted(ApiKey key) {
    assertThat(key.capabilities()).containsExactly(Capability.READ);
    assertThat(key.environment()).isEqualTo("staging");
    assertThat(key.rateLimit()).isEqualTo(9);
    assertThat(key.allowList().contains("192.0.2.200")).isTrue();
    assertThat(key.covers(7)).isTrue();
    assertThat(key.covers(8)).isFalse();
    assertThat(key.expiresAt()).isEqualTo(Instant.parse("2099-01-01T00:00:00Z"));
  }

  @Test
  void afterARotationBothSecretsAreUsableUntilTheOverlapEnds() {
    PgRegistry registry = open();
    JsonNode made = create();
    long id = made.path("id").asLong();
    String old = made.path("key").asText();

    String fresh = rotate(registry, id, "{'overlap': 3600}", 2);
    Instant now = Instant.now();
    Instant later = now.plus(Duration.ofMinutes(61));
    assertThat(fresh).isNotEqualTo(old);
    assertThat(known(registry, old).id()).isEqualTo(known(registry, fresh).id());
    assertThat(known(registry, old).isUsableAt(now)).isTrue();
    assertThat(known(registry, old).isUsableAt(later)).isFalse();
    assertThat(known(registry, fresh).isUsableAt(later)).isTrue();

    // Neither rotation may let the oldest live longer than the first one said.
    String newest = rotate(registry, id, "", 3);
    assertThat(known(registry, old).isUsableAt(later)).isFalse();
    assertThat(known(registry, fresh).isUsableAt(now.plus(Duration.ofHours(23)))).isTrue();
    assertThat(known(registry, fresh).isUsableAt(now.plus(Duration.ofHours(25)))).isFalse();

    String only = rotate(registry, id, "{'overlap': 0}", 1);
    for (String ended : List.of(old, fresh, newest)) {
      assertThat(known(registry, ended).isUsableAt(Instant.now())).isFalse();
    }
    assertRotationsAreAudited(old, only);
    await(registry.close());
  }

  /** The new secret, once a running gateway knows it. */
  private static String rotate(PgRegistry registry, long id, String body, int secrets) {
    Registrar.Call call = REGISTRAR.call("rotateApiKey").path("id", id);
    JsonNode rotated = (body.isEmpty() ? call : call.body(body)).gives(200);
    String secret = rotated.path("key").asText();
    assertThat(rotated.path("secrets")).hasSize(secrets);
    Futures.until(REGISTRAR.vertx, () -> find(registry, secret) != null);
    return secret;
  }

  private static void assertRotationsAreAudited(String old, String only) {
    assertThat(REGISTRAR.audited)
        .extracting(AuditEvent::action)
        .containsExactly("api-key.create", "api-key.rotate", "api-key.rotate", "api-key.rotate");
    assertThat(REGISTRAR.audited.toString()).doesNotContain(old).doesNotContain(only);
  }

  @Test
  void aRevokedKeyNeverComesBack() {
    long id = create().path("id").asLong();
    REGISTRAR.call("revokeApiKey").path("id", id).ifMatch(5).refused(412);
    JsonNode revoked = REGISTRAR.call("revokeApiKey").path("id", id).gives(200);
    assertThat(revoked.path("active").asBoolean()).isFalse();
    assertThat(revoked.path("revoked_at").asText()).endsWith("Z");

    assertThat(REGISTRAR.call("revokeApiKey").path("id", id).gives(200)).isEqualTo(revoked);
    assertThat(
            REGISTRAR
                .call("updateApiKey")
                .path("id", id)
                .body("{'active': true}")
                .refused(409)
                .detail())
        .contains("final");
    REGISTRAR.call("rotateApiKey").path("id", id).refused(409);
    REGISTRAR.call("updateApiKey").path("id", id).body("{'name': 'old one'}").gives(200);
  }

  @Test
  void aDeletedKeyIsUnknownOnARunningGateway() {
    PgRegistry registry = open();
    JsonNode made = create();
    Futures.until(REGISTRAR.vertx, () -> find(registry, made.path("key").asText()) != null);

    REGISTRAR.call("deleteApiKey").path("id", made.path("id").asLong()).answer();
    Futures.until(REGISTRAR.vertx, () -> find(registry, made.path("key").asText()) == null);
    REGISTRAR.call("showApiKey").path("id", made.path("id").asLong()).refused(404);
    await(registry.close());
  }

  @Test
  void whatIsWrongInTheAllowListIsNamed() {
    assertThat(
            REGISTRAR
                .call("createApiKey")
                .body("{'name': 'k', 'capabilities': ['write'], 'allow_list': ['::1', 'x']}")
                .refused(400)
                .errors())
        .extracting(FieldError::field)
        .containsExactly("allow_list[1]");
    assertThat(REGISTRAR.audited).isEmpty();
  }

  @Test
  void keysAreFilteredAndSorted() {
    REGISTRAR
        .call("createApiKey")
        .body("{'name': 'b', 'capabilities': ['write'], 'products': [7, 8]}")
        .gives(201);
    REGISTRAR
        .call("createApiKey")
        .body("{'name': 'a', 'capabilities': ['write'], 'active': false}")
        .gives(201);

    for (String sort : List.of("name", "-id", "expires_at", "-last_used_at", "updated_at")) {
      assertThat(REGISTRAR.call("listApiKeys").query("sort", sort).gives(200).path("items"))
          .hasSize(2);
    }
    assertThat(names("sort", "name")).containsExactly("a", "b");
    assertThat(names("sort", "-name")).containsExactly("b", "a");
    assertThat(names("product_id", "8")).containsExactly("b");
    assertThat(names("active", "false")).containsExactly("a");
    assertThat(names("environment", "staging")).isEmpty();
    assertThat(names("name", "b")).containsExactly("b");
  }

  @Test
  void whenAKeyWasUsedIsWrittenDownAtTheLatestWhenTheGatewayStops() {
    PgRegistry registry = open();
    JsonNode made = create();
    long id = made.path("id").asLong();
    assertThat(made.path("last_used_at").isNull()).isTrue();
    Futures.until(REGISTRAR.vertx, () -> find(registry, made.path("key").asText()) != null);
    Instant before = Instant.now().minusSeconds(1);
    registry.used(known(registry, made.path("key").asText()));
    await(registry.close());

    JsonNode shown = REGISTRAR.call("showApiKey").path("id", id).gives(200);
    assertThat(Instant.parse(shown.path("last_used_at").asText())).isBetween(before, Instant.now());
    assertThat(shown.path("revision").asInt()).isEqualTo(1);
  }

  private JsonNode create() {
    return REGISTRAR
        .call("createApiKey")
        .body("{'name': 'k', 'capabilities': ['write', 'read']}")
        .gives(201);
  }

  private List<String> names(String parameter, String value) {
    JsonNode items = REGISTRAR.call("listApiKeys").query(parameter, value).gives(200).path("items");
    return items.findValuesAsText("name");
  }

  private PgRegistry open() {
    return await(
        TestRegistries.open(
            REGISTRAR.vertx,
            REGISTRAR.pool,
            REGISTRAR.database.connectOptions(),
            RegistrySettings.of(Duration.ofDays(1), 1_000, 1_000),
            Clock.systemUTC()));
  }

  private static @Nullable ApiKey find(PgRegistry registry, String secret) {
    return registry.referenceData().apiKey(secret);
  }

  private static ApiKey known(PgRegistry registry, String secret) {
    return Objects.requireNonNull(find(registry, secret));
  }
}
