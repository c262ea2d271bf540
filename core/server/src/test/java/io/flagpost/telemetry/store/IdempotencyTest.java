package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.CORRECT;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.telemetry.record.IdempotencyKey;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class IdempotencyTest {
  private static final Acknowledgement INCORRECT = new Acknowledgement(831, orderedErrors());

  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;
  private PgTelemetryStore otherNode;

  @BeforeAll
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store = openStore(StoreSettings.DEFAULTS, Clock.systemUTC());
    otherNode = openStore(StoreSettings.DEFAULTS, Clock.systemUTC());
  }

  @AfterAll
  void close() {
    await(store.close());
    await(otherNode.close());
    await(vertx.close());
  }

  @Test
  void aRepeatStoresNothingAndIsToldWhatTheFirstWas() throws SQLException {
    await(
        store.append(request().group("repeat").key(key("k1", "same")).outcome(INCORRECT).build()));

    StoreOutcome repeat =
        await(otherNode.append(request().group("repeat").key(key("k1", "same")).build()));

    assertThat(repeat).isEqualTo(new StoreOutcome(INCORRECT, true));
    assertThat(List.copyOf(repeat.outcome().errors().keySet()))
        .containsExactlyElementsOf(orderedErrors().keySet());
    assertThat(count("data_group = 'repeat'")).isEqualTo(1);
  }

  @Test
  void aRepeatOfABlockedSenderIsRefusedAgain() {
    Acknowledgement blocked = new Acknowledgement(150, Map.of());
    await(store.append(request().key(key("k2", "same")).outcome(blocked).build()));

    StoreOutcome repeat = await(store.append(request().key(key("k2", "same")).build()));

    assertThat(repeat).isEqualTo(new StoreOutcome(blocked, true));
  }

  @Test
  void otherContentUnderTheSameKeyIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("reuse").key(key("k3", "one")).build()));

    StoreOutcome plain = await(store.append(reuse("reuse-plain").build()));
    StoreOutcome flagged = await(store.append(reuse("reuse-flagged").flags(flag("other")).build()));

    assertThat(plain).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(flagged).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(
            count(
                "data_group = 'reuse-plain' AND flagged AND flags = '{idempotency_key_reused}'"
                    + " AND flag_details->0->>'check' = 'core'"
                    + " AND flag_details->0->>'severity' = 'high'"))
        .isEqualTo(1);
    assertThat(
            count(
                "data_group = 'reuse-flagged' AND flags = '{other,idempotency_key_reused}'"
                    + " AND jsonb_array_length(flag_details) = 2"))
        .isEqualTo(1);
    assertThat(count("data_group = 'reuse' AND NOT flagged AND flags = '{}'")).isEqualTo(1);
  }

  @Test
  void theTwentyFirstRepeatIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("often").key(key("often", "c")).build()));
    for (int repeat = 0; repeat < TelemetryInsert.MOST_REPEATS; repeat++) {
      assertThat(repeats("often", "192.0.2.7")).isTrue();
    }

    assertThat(repeats("often", "192.0.2.7")).isFalse();
    assertThat(repeats("often", "192.0.2.7")).isFalse();

    assertThat(count("data_group = 'often' AND flags = '{idempotency_key_reused}'")).isEqualTo(2);
    assertThat(count("data_group = 'often' AND NOT flagged")).isEqualTo(1);
  }

  @Test
  void repeatsOfOneGroupCountEachForItself() throws SQLException {
    await(store.append(request().group("burst").key(key("burst", "c")).build()));
    List<Future<StoreOutcome>> repeats = new ArrayList<>();
    for (int repeat = 0; repeat < 100; repeat++) {
      repeats.add(store.append(request().group("burst").key(key("burst", "c")).build()));
    }
    await(Future.all(repeats));

    assertThat(repeats.stream().filter(done -> done.result().repeated()))
        .hasSize(TelemetryInsert.MOST_REPEATS);
    assertThat(count("data_group = 'burst' AND flags = '{idempotency_key_reused}'")).isEqualTo(80);
  }

  @Test
  void aFirstRecordAndItsRepeatsInOneGroupAreCounted() throws SQLException {
    List<Future<StoreOutcome>> all = new ArrayList<>();
    for (int record = 0; record < 30; record++) {
      all.add(store.append(request().group("fresh").key(key("fresh", "c")).build()));
    }
    await(Future.all(all));

    assertThat(count("data_group = 'fresh' AND NOT flagged")).isEqualTo(1);
    assertThat(count("data_group = 'fresh' AND flags = '{idempotency_key_reused}'")).isEqualTo(9);
  }

  @Test
  void aRepeatFromAFourthNetworkIsStoredAndFlagged() throws SQLException {
    await(store.append(request().group("far").key(key("far", "c")).build()));

    assertThat(repeats("far", "192.0.2.7")).isTrue();
    assertThat(repeats("far", "198.51.100.7")).isTrue();
    assertThat(repeats("far", "198.51.100.8")).isTrue(); // the same /24
    assertThat(repeats("far", "2001:db8:1::1")).isTrue();
    assertThat(repeats("far", "2001:db8:1:ffff::1")).isTrue(); // the same /48
    assertThat(repeats("far", "203.0.113.7")).isFalse();
    assertThat(repeats("far", "192.0.2.7")).isFalse();

    assertThat(count("data_group = 'far' AND flags = '{idempotency_key_reused}'")).isEqualTo(2);
  }

  @Test
  void otherContentCountsForNoRepeat() {
    await(store.append(request().group("mixed").key(key("mixed", "c")).build()));
    for (int other = 0; other < 30; other++) {
      await(store.append(request().key(key("mixed", "other")).clientAddress("10.0.0.1").build()));
    }

    assertThat(repeats("mixed", "192.0.2.7")).isTrue();
  }

  /** Keys that an earlier version stored are compared by its rule. */
  @Test
  void aKeyStoredUnderTheRuleBeforeIsComparedByIt() {
    byte[] name = "before".getBytes(UTF_8);
    byte[] before = "hash by the rule before".getBytes(UTF_8);
    await(store.append(request().key(new IdempotencyKey(name, before, null)).build()));

    IdempotencyKey same = new IdempotencyKey(name, "hash".getBytes(UTF_8), before);
    IdempotencyKey other =
        new IdempotencyKey(name, "hash".getBytes(UTF_8), "other".getBytes(UTF_8));

    assertThat(await(store.append(request().key(same).build())).repeated()).isTrue();
    assertThat(await(store.append(request().key(other).build())).repeated()).isFalse();
  }

  @Test
  void repeatsOfAKeyStoredUnderTheRuleBeforeCountToo() {
    byte[] name = "counted".getBytes(UTF_8);
    byte[] before = "its hash by the rule before".getBytes(UTF_8);
    await(store.append(request().key(new IdempotencyKey(name, before, null)).build()));
    IdempotencyKey same = new IdempotencyKey(name, "its hash".getBytes(UTF_8), before);

    for (int repeat = 0; repeat < TelemetryInsert.MOST_REPEATS; repeat++) {
      assertThat(await(store.append(request().key(same).build())).repeated()).isTrue();
    }
    assertThat(await(store.append(request().key(same).build())).repeated()).isFalse();
  }

  private boolean repeats(String name, String address) {
    StoreRequest request = request().group(name).key(key(name, "c")).clientAddress(address).build();
    return await(store.append(request)).repeated();
  }

  @Test
  void keysAreScopedToTheirApiKey() throws SQLException {
    await(store.append(request().group("scoped").apiKeyId(1).key(key("k4", "c")).build()));

    StoreOutcome other =
        await(store.append(request().group("scoped").apiKeyId(2).key(key("k4", "c")).build()));

    assertThat(other.repeated()).isFalse();
    assertThat(count("data_group = 'scoped' AND flags = '{}'")).isEqualTo(2);
  }

  @Test
  void anExpiredKeyIsFreeAgain() throws SQLException {
    StoreSettings settings = StoreSettings.DEFAULTS;
    await(store.append(request().group("expired").key(key("k5", "old")).build()));
    Clock afterwards =
        Clock.offset(Clock.systemUTC(), settings.idempotencyWindow().plus(Duration.ofMinutes(1)));
    PgTelemetryStore later = openStore(settings, afterwards);

    StoreOutcome claim =
        await(
            later.append(
                request().group("expired").key(key("k5", "new")).outcome(INCORRECT).build()));
    StoreOutcome repeat = await(later.append(request().key(key("k5", "new")).build()));
    await(later.close());

    assertThat(claim.repeated()).isFalse();
    assertThat(repeat).isEqualTo(new StoreOutcome(INCORRECT, true));
    assertThat(count("data_group = 'expired' AND flags = '{}'")).isEqualTo(2);
  }

  @Test
  void theSameRecordAgainIsNoRepeatOfItself() throws SQLException {
    StoreRequest request = request().group("itself").key(key("k6", "c")).build();

    await(store.append(request));
    StoreOutcome again = await(store.append(request));

    assertThat(again).isEqualTo(new StoreOutcome(CORRECT, false));
    assertThat(count("data_group = 'itself' AND flags = '{}'")).isEqualTo(1);
  }

  @Test
  void exactlyOneOfManyAtOnceIsTheFirst() throws SQLException {
    int keys = 40;
    int uses = 20;
    List<Future<StoreOutcome>> same = new ArrayList<>();
    List<Future<StoreOutcome>> others = new ArrayList<>();
    for (int use = 0; use < uses; use++) {
      for (int k = 0; k < keys; k++) {
        PgTelemetryStore node = use % 2 == 0 ? store : otherNode;
        // Half of them in the opposite order, so that groups claim the same keys crosswise.
        int mine = use % 4 < 2 ? k : keys - 1 - k;
        same.add(node.append(request().group("race-same").key(key("s" + mine, "c")).build()));
        others.add(
            node.append(
                request().group("race-other").key(key("o" + mine, "content " + use)).build()));
      }
    }
    await(Future.all(same));
    await(Future.all(others));

    assertThat(same.stream().filter(done -> !done.result().repeated())).hasSize(keys);
    assertThat(count("data_group = 'race-same'")).isEqualTo(keys);
    assertThat(count("data_group = 'race-same' AND flagged")).isZero();
    assertThat(others).noneMatch(done -> done.result().repeated());
    assertThat(count("data_group = 'race-other'")).isEqualTo(others.size());
    assertThat(count("data_group = 'race-other' AND NOT flagged")).isEqualTo(keys);
  }

  @Test
  void expiredKeysAreDeletedByMaintenance() throws SQLException {
    await(store.append(request().group("purge").key(key("purged", "c")).build()));
    StoreSettings busy =
        new StoreSettings(
            1,
            10,
            1000,
            10,
            1000,
            Duration.ofSeconds(2),
            Duration.ofDays(7),
            1,
            Duration.ofMillis(20));
    Clock afterwards = Clock.offset(Clock.systemUTC(), Duration.ofDays(30));
    PgTelemetryStore later = openStore(busy, afterwards);

    while (rows("SELECT count(*) FROM idempotency WHERE key_hash = 'purged'") > 0) {
      Thread.onSpinWait();
    }
    await(later.close());

    assertThat(rows("SELECT count(*) FROM idempotency WHERE expires_at < now() + '20 days'"))
        .isZero();
    assertThat(count("data_group = 'purge'")).isEqualTo(1);
  }

  private static StoreRequests reuse(String group) {
    return request().group(group).key(key("k3", group));
  }

  private static Map<String, List<String>> orderedErrors() {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    for (String field : List.of("user_identifier", "data_type", "a")) {
      errors.put(field, List.of("The " + field + " field is required."));
    }
    return errors;
  }

  private PgTelemetryStore openStore(StoreSettings settings, Clock clock) {
    return await(TestStores.open(vertx, database.connectOptions(), settings, clock));
  }

  private long count(String condition) throws SQLException {
    return rows("SELECT count(*) FROM telemetry WHERE " + condition);
  }

  private long rows(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
