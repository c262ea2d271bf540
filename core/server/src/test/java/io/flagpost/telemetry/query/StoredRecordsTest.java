package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.RawRequest;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RawPart;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreRequests;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoredRecordsTest {
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;
  private Pool pool;
  private StoredRecords records;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store =
        await(
            TestStores.open(
                vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
    pool = PgBuilder.pool().using(vertx).connectingTo(database.connectOptions()).build();
    records = new StoredRecords(pool, new CommitHorizon(vertx, pool, Duration.ofSeconds(3)));
  }

  @AfterEach
  void close() {
    await(pool.close());
    await(store.close());
    await(vertx.close());
  }

  @Test
  void aRecordComesBackAsItWasReceived() {
    UUID event = UUID.fromString("11111111-2222-3333-4444-555555555555");
    Instant occurred = Instant.parse("2030-01-01T01:02:03.456789Z");
    StoreRequest sent =
        request()
            .receivedAt(now)
            .environment("staging")
            .apiKeyId(7)
            .knownProductId(100L)
            .eventId(event)
            .occurredAt(occurred)
            .sequence(9L)
            .nonce("once")
            .fields(
                new TelemetryFields(
                    "0100", "u", "l", "a", "v", "text", "1", "2", "3", " text ", "group"))
            .raw(new RawPart(bytes("body"), bytes("q=1"), "text/plain", "gzip"))
            .incorrect()
            .flags(flag("incorrect_format"), flag("odd"))
            .pending("late")
            .build();
    await(store.append(sent));

    StoredRecord record = behind(0, 10).records().get(0);

    assertThat(record.recordId()).isEqualTo(sent.record().recordId());
    assertThat(record.flags()).isEqualTo(sent.verdict().flags());
    assertThat(record.pending()).containsExactly("late");
    assertReceipt(record.telemetry());
    assertFields(record.telemetry());
    assertMetadata(record.telemetry(), event, occurred);
    assertRawPart(record.telemetry());
  }

  private void assertReceipt(Telemetry telemetry) {
    assertThat(telemetry.receivedAt()).isEqualTo(now);
    assertThat(telemetry.environment()).isEqualTo("staging");
    assertThat(telemetry.apiKeyId()).isEqualTo(7);
    assertThat(telemetry.clientAddress()).isEqualTo("192.0.2.7");
    assertThat(telemetry.correctFormat()).isFalse();
  }

  private static void assertFields(Telemetry telemetry) {
    assertThat(telemetry.productId()).contains("0100");
    assertThat(telemetry.knownProductId()).contains("100");
    assertThat(telemetry.userIdentifier()).contains("u");
    assertThat(telemetry.licenseKey()).contains("l");
    assertThat(telemetry.activationIdentifier()).contains("a");
    assertThat(telemetry.productVersion()).contains("v");
    assertThat(telemetry.dataType()).contains("text");
    assertThat(telemetry.numericDataSingleValue()).contains("1");
    assertThat(telemetry.numericDataX()).contains("2");
    assertThat(telemetry.numericDataY()).contains("3");
    assertThat(telemetry.textData()).contains(" text ");
    assertThat(telemetry.dataGroup()).contains("group");
  }

  private static void assertMetadata(Telemetry telemetry, UUID event, Instant occurred) {
    assertThat(telemetry.eventId()).contains(event);
    assertThat(telemetry.occurredAt()).contains(occurred);
    assertThat(telemetry.nonce()).contains("once");
    assertThat(telemetry.buildChecksum()).contains("ab".repeat(32));
    assertThat(telemetry.sequence()).contains(9L);
  }

  private static void assertRawPart(Telemetry telemetry) {
    RawRequest raw = telemetry.raw().orElseThrow();
    assertThat(StandardCharsets.UTF_8.decode(raw.body()).toString()).isEqualTo("body");
    assertThat(StandardCharsets.UTF_8.decode(raw.query()).toString()).isEqualTo("q=1");
    assertThat(raw.contentType()).contains("text/plain");
    assertThat(raw.contentEncoding()).contains("gzip");
  }

  @Test
  void whatIsMissingStaysMissing() {
    await(
        store.append(
            request()
                .fields(TelemetryFields.NONE)
                .knownProductId(null)
                .sequence(null)
                .nonce(null)
                .build()));

    Telemetry telemetry = behind(0, 10).records().get(0).telemetry();

    assertThat(telemetry.licenseKey()).isEmpty();
    assertThat(telemetry.knownProductId()).isEmpty();
    assertThat(telemetry.eventId()).isEmpty();
    assertThat(telemetry.sequence()).isEmpty();
    assertThat(telemetry.raw()).isEmpty();
  }

  @Test
  void pagesOfAllEnvironmentsAndDaysFollowTheIds() {
    for (int i = 0; i < 60; i++) {
      put(
          request()
              .environment("e" + i % 3)
              .receivedAt(now.minus(Duration.ofHours(20L * (i % 4)))));
    }

    List<Long> seen = new ArrayList<>();
    StoredPage page = behind(0, 7);
    while (!page.records().isEmpty()) {
      page.records().forEach(record -> seen.add(record.id()));
      page = behind(page.upTo(), 7);
    }

    assertThat(seen).hasSize(60).isSorted().doesNotHaveDuplicates();
    assertThat(await(records.behind(0, seen.get(9), 100)).records()).hasSize(10);
    assertThat(await(records.behind(seen.get(59), seen.get(59), 100)).upTo())
        .isEqualTo(seen.get(59));
  }

  @Test
  void closedDaysAreLeftOutOrWalkedThrough() throws SQLException {
    for (int day = 40; day >= 0; day--) {
      put(request().receivedAt(now.minus(Duration.ofDays(day))));
    }
    database.execute(
        """
        UPDATE telemetry_day SET (first_id, last_id) = (
          SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM telemetry
           WHERE record_id >= first_record AND record_id < end_record)
         WHERE end_record < (SELECT record_id FROM telemetry ORDER BY record_id DESC LIMIT 1)""");

    Set<Long> seen = new TreeSet<>();
    StoredPage page = behind(0, 5);
    long end = await(records.horizon());
    while (page.upTo() < end) {
      page.records().forEach(record -> assertThat(seen.add(record.id())).isTrue());
      page = behind(page.upTo(), 5);
    }
    page.records().forEach(record -> seen.add(record.id()));

    assertThat(seen).hasSize(41);
  }

  @Test
  void aPageTakesBoundedMemory() {
    byte[] large = new byte[3 * 1024 * 1024];
    for (int i = 0; i < 5; i++) {
      put(request().raw(new RawPart(large, new byte[0], null, null)));
    }

    StoredPage page = behind(0, 100);

    assertThat(page.records()).hasSize(3);
    assertThat(page.upTo()).isEqualTo(page.records().get(2).id());
    assertThat(behind(page.upTo(), 100).records()).hasSize(2);
  }

  @Test
  void onlyRecordsThatArePendingSinceReceiptAreFound() {
    put(request());
    put(request().pending("late"));
    put(request().pending("late", "later"));

    StoredPage page = await(records.horizon().compose(upTo -> records.pendingBehind(0, upTo, 10)));

    assertThat(page.records()).hasSize(2);
    assertThat(page.upTo()).isEqualTo(await(records.horizon()));
  }

  @Test
  void anIdThatCommitsLateHoldsTheHorizonBack() throws SQLException {
    put(request());
    try (LateRecord late = LateRecord.insertedInto(database)) {
      put(request());
      CommitHorizon impatient = new CommitHorizon(vertx, pool, Duration.ofMillis(100));
      assertThat(new StoredRecords(pool, impatient).horizon().toCompletionStage())
          .failsWithin(Duration.ofSeconds(30));
      late.commit();
    }
    assertThat(behind(0, 10).records()).hasSize(3);
  }

  private StoredPage behind(long after, int limit) {
    return await(records.horizon().compose(upTo -> records.behind(after, upTo, limit)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(RoutingKey.class)
  void recordsShareARoutingKeyWithinTheirEnvironment(RoutingKey key) {
    StoreRequest one = put(request());
    StoreRequest other =
        put(
            request()
                .fields(StoreRequests.fields("1", "other", "other", "other", "group"))
                .clientAddress("192.0.2.8")
                .nonce("another"));
    put(request().environment("staging"));
    put(request().receivedAt(now.minus(Duration.ofHours(1))));
    StoreRequest next = put(request());

    assertThat(sharing(key, one)).containsExactly(id(one), id(next));
    assertThat(sharing(key, other)).containsExactly(id(other));
  }

  private StoreRequest put(StoreRequests made) {
    StoreRequest request = made.build();
    await(store.append(request));
    return request;
  }

  private List<UUID> sharing(RoutingKey key, StoreRequest request) {
    long horizon = await(records.horizon());
    StoredRecord one = await(records.byId(List.of(id(request)))).records().get(0);
    return await(
            records.sharing(
                key, one.telemetry(), now.minus(Duration.ofMinutes(1)), 0, horizon, 100, false))
        .records()
        .stream()
        .map(StoredRecord::recordId)
        .toList();
  }

  private static UUID id(StoreRequest request) {
    return request.record().recordId();
  }
}
