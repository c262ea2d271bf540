package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the snapshot holds, and when a change is seen. */
class PgRegistryTest extends PgRegistryFixture {
  @Test
  void theSnapshotHoldsWhatTheTablesHold() throws Exception {
    database.execute(
        "INSERT INTO product (id, name) VALUES (7, 'Seven'), (9223372036854775807, 'Last')");
    database.execute("INSERT INTO product_version VALUES (7, '1.0'), (7, '1.0 beta')");
    database.execute(
        "INSERT INTO api_key (name, environment, expires_at, capabilities, allow_list, products, rate_limit) VALUES ('k', 'test', '2026-06-01 12:00:01+00', '{write}', '{10.0.0.0/8,2001:db8::/32}', '{7,8}', 5)");
    database.execute(
        "INSERT INTO api_key_secret (key_hash, api_key_id) VALUES (sha256('secret'), 1)");
    database.execute(
        "INSERT INTO block_list (kind, network) VALUES ('network', '198.51.100.0/24'), ('network', '2001:db8::1')");
    database.execute(
        "INSERT INTO block_list (kind, identifier) VALUES ('user', 'u'), ('activation', 'a')");

    PgRegistry registry = open(NEVER);
    assertThat(registry.state().snapshotLoadedAt()).isEqualTo(NOW);
    assertProducts(registry.referenceData());
    assertApiKey(Objects.requireNonNull(registry.referenceData().apiKey("secret")));
    assertBlockLists(registry.referenceData());
    assertReadBackFromJson(registry.tables());
  }

  private static void assertProducts(ReferenceData data) {
    assertThat(data.products()).containsExactlyInAnyOrder(7L, Long.MAX_VALUE);
    assertThat(data.hasVersion(7, "1.0 beta")).isTrue();
    assertThat(data.hasVersion(7, "1")).isFalse();
  }

  private static void assertApiKey(ApiKey key) {
    assertThat(key.environment()).isEqualTo("test");
    assertThat(key.capabilities()).containsExactly(Capability.WRITE);
    assertThat(key.allowList().contains("::ffff:10.1.2.3")).isTrue();
    assertThat(key.allowList().contains("2001:db8::5")).isTrue();
    assertThat(key.allowList().contains("11.1.2.3")).isFalse();
    assertThat(key.covers(8)).isTrue();
    assertThat(key.covers(9)).isFalse();
    assertThat(key.rateLimit()).isEqualTo(5);
  }

  private static void assertBlockLists(ReferenceData data) {
    assertThat(data.isAddressBlocked("198.51.100.9")).isTrue();
    assertThat(data.isAddressBlocked("2001:db8::1")).isTrue();
    assertThat(data.isAddressBlocked("2001:db8::2")).isFalse();
    assertThat(data.isUserBlocked("u")).isTrue();
    assertThat(data.isUserBlocked("a")).isFalse();
    assertThat(data.isActivationBlocked("a")).isTrue();
  }

  private static void assertReadBackFromJson(RegistryTables tables) throws IOException {
    String text = tables.toJson().toString();
    assertThat(text).doesNotContain("secret");
    assertThat(RegistryTables.ofJson(new ObjectMapper().readTree(text))).isEqualTo(tables);
  }

  @Test
  void beforeItJoinsTheDatabaseItKnowsWhatItWasGivenAndIsStale() throws Exception {
    database.execute("INSERT INTO product (id, name) VALUES (7, 'Seven')");
    RegistryTables known = open(NEVER).tables();
    database.execute("INSERT INTO product (id, name) VALUES (8, 'Eight')");

    PgRegistry registry =
        PgRegistry.create(
            vertx, pool, options, settings(NEVER), Clock.fixed(NOW, ZoneOffset.UTC), known);
    opened.add(registry);

    assertThat(registry.referenceData().products()).containsExactly(7L);
    assertThat(registry.isStale()).isTrue();
    await(registry.start());
    assertThat(registry.referenceData().products()).containsExactlyInAnyOrder(7L, 8L);
    assertThat(registry.isStale()).isFalse();
  }

  @Test
  void anApiKeyIsUsableUntilTheMomentItExpires() throws Exception {
    database.execute(
        "INSERT INTO api_key (name, expires_at, capabilities) VALUES ('k', '2026-06-01 12:00:01+00', '{write}')");
    database.execute(
        "INSERT INTO api_key_secret (key_hash, api_key_id) VALUES (sha256('secret'), 1)");
    ApiKey key = Objects.requireNonNull(open(NEVER).referenceData().apiKey("secret"));
    Clock atTheEnd = Clock.fixed(Instant.parse("2026-06-01T12:00:01Z"), ZoneOffset.UTC);

    assertThat(key.isUsableAt(NOW)).isTrue();
    assertThat(key.isUsableAt(atTheEnd.instant().minusNanos(1))).isTrue();
    assertThat(key.isUsableAt(atTheEnd.instant())).isFalse();
  }

  @Test
  void refreshingBringsWhatWasCommittedBefore() throws Exception {
    PgRegistry registry = open(NEVER);
    ReferenceData before = registry.referenceData();
    assertThat(license(registry, "late")).isEmpty();
    database.execute("INSERT INTO product (id, name) VALUES (1, 'One')");
    database.execute("INSERT INTO license (license_key, product_id) VALUES ('late', 1)");

    await(registry.refresh());

    assertThat(registry.referenceData().products()).containsExactly(1L);
    assertThat(before.products()).isEmpty();
    assertThat(license(registry, "late")).isPresent();
  }

  @Test
  void anAnnouncedChangeIsSeenLongBeforeTheNextRefresh() throws Exception {
    PgRegistry registry = open(NEVER);
    assertThat(license(registry, "late")).isEmpty();
    database.execute(
        "BEGIN; INSERT INTO product (id, name) VALUES (1, 'One');"
            + " INSERT INTO license (license_key, product_id) VALUES ('late', 1);"
            + " NOTIFY flagpost_registry; COMMIT");

    until(vertx, () -> registry.referenceData().products().contains(1L));

    assertThat(license(registry, "late")).isPresent();
  }

  @Test
  void aBurstOfAnnouncementsSharesItsReloads() throws Exception {
    PgRegistry registry = open(NEVER);
    long before = registry.state().reloads();

    List<Future<Void>> refreshed =
        IntStream.range(0, 500).mapToObj(i -> registry.refresh()).toList();

    await(Future.all(refreshed));
    assertThat(registry.state().reloads() - before).isBetween(1L, 20L);
  }

  @Test
  void anUnannouncedChangeIsSeenAfterTheRefreshInterval() throws Exception {
    PgRegistry registry = open(Duration.ofMillis(50));
    database.execute("INSERT INTO product (id, name) VALUES (1, 'One')");

    until(vertx, () -> registry.referenceData().products().contains(1L));
  }

  @Test
  void onceClosedItListensNoMore() throws Exception {
    PgRegistry registry = open(NEVER);
    await(registry.close());

    database.execute("INSERT INTO product (id, name) VALUES (1, 'One'); NOTIFY flagpost_registry");
    PgRegistry other = open(NEVER);
    database.execute("INSERT INTO product (id, name) VALUES (2, 'Two'); NOTIFY flagpost_registry");
    until(vertx, () -> other.referenceData().products().contains(2L));

    assertThat(registry.referenceData().products()).isEmpty();
  }
}
