package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.flag;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.TestStores;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks through forty days of records, most of them closed. */
@Timeout(60)
@RunsBesideOthers
class ClosedDaysTest {
  private static final int DAYS = 40;
  private final Instant now = Instant.now();

  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;
  private TelemetryReader reader;

  @BeforeEach
  void fill() throws SQLException {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store = openStore();
    for (int day = DAYS; day >= 0; day--) {
      put(day, "production");
      put(day, day % 2 == 0 ? "staging" : "production");
    }
    close(store);
    store = openStore();
    awaitClosed();
    reader =
        TelemetryReader.open(vertx, database.connectOptions(), List::of, ReaderSettings.DEFAULTS);
  }

  @AfterEach
  void close() {
    await(reader.close());
    close(store);
    await(vertx.close());
  }

  @Test
  void aWalkSeesEveryRecordOnceInOrder() {
    List<Long> staging = walk(Map.of("per_page", "4"), "staging");
    List<Long> production = walk(Map.of("per_page", "1000"), "production");
    List<Long> flagged = walk(Map.of("red_flag", "odd", "per_page", "3"), "production");

    assertThat(staging).hasSize(DAYS / 2 + 1).isSorted().doesNotHaveDuplicates();
    assertThat(production).hasSize(DAYS + 1 + DAYS / 2).isSorted().doesNotHaveDuplicates();
    assertThat(flagged).isEqualTo(production);
  }

  @Test
  void recordsThatComeLateAreNotPassedOver() throws SQLException {
    List<Long> before = walk(Map.of(), "production");
    long last = before.get(before.size() - 1);

    put(30, "production");
    assertThat(openDays(30)).isEqualTo(1);

    Page page =
        await(
            readPage(
                reader, reader("production"), filter(Map.of("after_id", String.valueOf(last)))));
    assertThat(page.records()).hasSize(1);
    for (int day = 31; day < 34; day++) {
      put(day, "production");
    }
    close(store);
    store = openStore();
    awaitClosed();
    assertThat(openDays(33, 30)).isZero();
    assertThat(walk(Map.of("per_page", "5"), "production"))
        .hasSize(before.size() + 4)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void daysToComeAreLookedIntoOnceTheyHaveARecord() {
    List<Long> before = walk(Map.of(), "production");
    assertThat(openEnd()).isEqualTo(begin(-1));

    put(-3, "production");

    assertThat(openEnd()).isEqualTo(begin(-4));
    assertThat(walk(Map.of(), "production")).hasSize(before.size() + 1);
  }

  @Test
  void aWalkLocksOnlyTheDaysThatItNeeds() throws SQLException {
    List<Long> all = walk(Map.of(), "production");
    long after = all.get(all.size() - 6);

    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("LOCK TABLE telemetry_p" + day(20) + " IN ACCESS EXCLUSIVE MODE");

      assertThat(read(Map.of("after_id", String.valueOf(after))).records()).hasSize(5);
      assertThat(read(Map.of("after_id", "0", "per_page", "10")).records()).hasSize(10);
      statement.execute("ROLLBACK");
    }
  }

  private UUID openEnd() {
    return await(
        Days.query(0, 1)
            .execute(
                TelemetryReader.pool(vertx, database.connectOptions(), ReaderSettings.DEFAULTS))
            .map(found -> Days.next(found, 0, 1).openEnd()));
  }

  private UUID begin(int daysAgo) {
    return RecordIds.floor(now.minus(Duration.ofDays(daysAgo)).truncatedTo(ChronoUnit.DAYS));
  }

  private List<Long> walk(Map<String, String> parameters, String environment) {
    List<Long> ids = new ArrayList<>();
    Map<String, String> asked = new HashMap<>(parameters);
    Page page;
    do {
      page = await(readPage(reader, reader(environment), filter(asked)));
      page.records().forEach(record -> ids.add(record.get("id").longValue()));
      asked.put("after_id", String.valueOf(page.nextAfterId()));
    } while (page.nextAfterId() != null);
    return ids;
  }

  private Page read(Map<String, String> parameters) {
    return await(readPage(reader, reader("production"), filter(parameters)));
  }

  private void put(int daysAgo, String environment) {
    await(
        store.append(
            request()
                .environment(environment)
                .receivedAt(now.minus(Duration.ofDays(daysAgo)))
                .flags(flag("odd"))
                .build()));
  }

  private PgTelemetryStore openStore() {
    return await(
        TestStores.open(
            vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  }

  private static void close(PgTelemetryStore store) {
    await(store.close());
  }

  private void awaitClosed() throws SQLException {
    while (openDays(DAYS, 2) > 0) {
      Thread.onSpinWait();
    }
  }

  private long openDays(int daysAgo) throws SQLException {
    return openDays(daysAgo, daysAgo);
  }

  private long openDays(int from, int to) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                String.format(
                    Locale.ROOT,
                    "SELECT count(*) FROM telemetry_day WHERE last_id IS NULL AND"
                        + " (uuid_extract_timestamp(first_record) AT TIME ZONE 'UTC')::date BETWEEN '%s' AND '%s'",
                    day(from),
                    day(to)))) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private String day(int daysAgo) {
    return now.minus(Duration.ofDays(daysAgo)).toString().substring(0, 10).replace("-", "");
  }
}
