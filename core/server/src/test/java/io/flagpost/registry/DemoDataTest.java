package io.flagpost.registry;

import static io.flagpost.registry.Capability.READ;
import static io.flagpost.registry.Capability.WRITE;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.NetworkSet;
import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.testing.TestDatabase;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoDataTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final TestDatabase DATABASE = TestDatabase.create();
  private static final Vertx VERTX = Vertx.vertx();
  private static final Pool POOL =
      PgBuilder.pool().connectingTo(DATABASE.connectOptions()).using(VERTX).build();
  private static PgRegistry registry;

  @BeforeAll
  static void seed() throws Exception {
    await(DemoData.seed(POOL));
    registry =
        await(
            TestRegistries.open(
                VERTX,
                POOL,
                DATABASE.connectOptions(),
                RegistrySettings.defaults(),
                Clock.systemUTC()));
  }

  @AfterAll
  static void close() throws Exception {
    await(registry.close());
    await(POOL.close());
    await(VERTX.close());
  }

  @Test
  void theDemoKeyMayWriteAndReadInProduction() {
    ApiKey key = apiKey(DemoData.API_KEY);

    assertThat(key.environment()).isEqualTo("production");
    assertThat(key.isUsableAt(NOW)).isTrue();
    assertThat(key.expiresAt()).isNull();
    assertThat(key.capabilities()).containsExactlyInAnyOrder(WRITE, READ);
    assertThat(key.allowList().isEmpty()).isTrue();
    assertThat(key.products()).isEmpty();
    assertThat(key.covers(DemoData.PRODUCT)).isTrue();
    assertThat(key.profile()).isEqualTo(SignatureProfile.DOCUMENT);
  }

  @Test
  void theOtherKeysDifferFromItInOnePointEach() {
    assertThat(apiKey("demo-write-only-key").capabilities()).containsExactly(WRITE);
    assertThat(apiKey("demo-read-only-key").capabilities()).containsExactly(READ);
    assertThat(apiKey("demo-inactive-key").isUsableAt(NOW)).isFalse();
    assertThat(apiKey("demo-sdk-key").profile()).isEqualTo(SignatureProfile.SDK);
    assertThat(apiKey("demo-sdk-key").capabilities()).isEqualTo(Set.of(WRITE, READ));
    assertThat(apiKey("demo-staging-key").environment()).isEqualTo("staging");
    assertThat(apiKey("demo-staging-key").capabilities()).isEqualTo(Set.of(WRITE, READ));

    NetworkSet allowed = apiKey("demo-ip-locked-key").allowList();
    assertThat(allowed.contains("192.0.2.17")).isTrue();
    assertThat(allowed.contains("127.0.0.1")).isFalse();
  }

  @Test
  void anythingElseIsNoKey() {
    ReferenceData data = registry.referenceData();

    assertThat(data.apiKey("")).isNull();
    assertThat(data.apiKey("DEMO-SDK-KEY")).isNull();
    assertThat(data.apiKey("demo-sdk-key ")).isNull();
    assertThat(data.apiKey("demo-sdk-key".repeat(10_000))).isNull();
  }

  @Test
  void theProductsHaveTheirVersions() throws Exception {
    ReferenceData data = registry.referenceData();

    assertThat(data.products()).containsExactlyInAnyOrder(1L, 2L);
    assertThat(data.hasVersion(1, "1.0.0")).isTrue();
    assertThat(data.hasVersion(1, "1.0.1")).isTrue();
    assertThat(data.hasVersion(2, "2.0.0")).isTrue();
    assertThat(data.hasVersion(1, "2.0.0")).isFalse();
    assertThat(data.hasVersion(3, "1.0.0")).isFalse();
    assertThat(await(registry.lookups().product("2"))).isPresent();
    assertThat(await(registry.lookups().productVersion("2", "2.0.0"))).isPresent();
    assertThat(await(registry.lookups().productVersion("2", "1.0.0"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541, 1, ACTIVE, production, false",
    "demo-revoked-license, 1, REVOKED, production, false",
    "demo-blocked-license, 1, BLOCKED, production, false",
    "demo-expired-license, 1, ACTIVE, production, true",
    "demo-staging-license, 1, ACTIVE, staging, false",
    "demo-product2-license, 2, ACTIVE, production, false",
  })
  void eachLicenseIsItsOwnCase(
      String key, String product, LicenseStatus status, String environment, boolean expired)
      throws Exception {
    License license = await(registry.lookups().license(key)).orElseThrow();

    assertThat(license.key()).isEqualTo(key);
    assertThat(license.productId()).isEqualTo(product);
    assertThat(license.status()).isEqualTo(status);
    assertThat(license.environment()).isEqualTo(environment);
    assertThat(license.isExpiredAt(NOW)).isEqualTo(expired);
  }

  @Test
  void activationsBelongToTheirLicense() throws Exception {
    assertThat(activation(DemoData.LICENSE, "12135644"))
        .contains(new Activation(DemoData.LICENSE, "12135644", true));
    assertThat(activation(DemoData.LICENSE, "demo-inactive-activation"))
        .contains(new Activation(DemoData.LICENSE, "demo-inactive-activation", false));
    assertThat(activation("demo-product2-license", "demo-activation-2"))
        .contains(new Activation("demo-product2-license", "demo-activation-2", true));
    assertThat(activation("demo-product2-license", "12135644")).isEmpty();
    assertThat(activation("demo-staging-license", "12135644")).isEmpty();
  }

  @Test
  void theBlockedUserIsBlockedAndNobodyElse() {
    ReferenceData data = registry.referenceData();

    assertThat(data.isUserBlocked("blocked-user")).isTrue();
    assertThat(data.isUserBlocked("Blocked-User")).isFalse();
    assertThat(data.isActivationBlocked("blocked-user")).isFalse();
    assertThat(data.isAddressBlocked("127.0.0.1")).isFalse();
  }

  @Test
  void seedingAgainKeepsWhatAnOperatorChanged() throws Exception {
    TestDatabase own = TestDatabase.create();
    Pool pool = PgBuilder.pool().connectingTo(own.connectOptions()).using(VERTX).build();
    await(DemoData.seed(pool));
    try (Connection connection = own.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE product SET name = 'Renamed' WHERE id = 1");
      statement.execute(
          "UPDATE license SET status = 'revoked' WHERE license_key = 'demo-staging-license'");
      statement.execute("UPDATE activation SET status = 'inactive' WHERE identifier = '12135644'");
      statement.execute("UPDATE api_key SET active = false WHERE profile = 'sdk'");
      String before = contents(statement);

      await(DemoData.seed(pool));

      assertThat(contents(statement)).isEqualTo(before).contains("Renamed");
    }
    await(pool.close());
  }

  private static ApiKey apiKey(String presented) {
    return Objects.requireNonNull(registry.referenceData().apiKey(presented), presented);
  }

  private static Optional<Activation> activation(String license, String identifier)
      throws Exception {
    return await(registry.lookups().activation(license, identifier));
  }

  private static String contents(Statement statement) throws SQLException {
    StringBuilder all = new StringBuilder();
    for (String table :
        new String[] {
          "product",
          "product_version",
          "license",
          "activation",
          "api_key",
          "api_key_secret",
          "block_list"
        }) {
      try (ResultSet rows =
          statement.executeQuery("SELECT t::text FROM " + table + " t ORDER BY 1")) {
        while (rows.next()) {
          all.append(rows.getString(1)).append('\n');
        }
      }
    }
    return all.toString();
  }
}
