package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreRequest;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.flagpost.telemetry.store.TestStores;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WalkTest {
  private static final int WRITERS = 4;
  private static final int PER_WRITER = 2_500;
  private static final ReaderSettings IMPATIENT =
      new ReaderSettings(2, Duration.ofSeconds(10), Duration.ofMillis(200));

  private Vertx vertx;
  private TestDatabase database;
  private PgTelemetryStore store;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    database = TestDatabase.create();
    store = openStore();
  }

  @AfterEach
  void close() {
    await(store.close());
    await(vertx.close());
  }

  @Test
  void aWalkBesideFourWritersSeesEveryRecordOnce() throws Exception {
    PgTelemetryStore otherNode = openStore();
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    Set<String> written = ConcurrentHashMap.newKeySet();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    for (int w = 0; w < WRITERS; w++) {
      PgTelemetryStore node = w % 2 == 0 ? store : otherNode;
      @Nullable String keys = w < 2 ? "writer " + w : null;
      writers.execute(
          () -> {
            write(node, keys, written);
            writing.decrementAndGet();
          });
    }

    List<String> seen = walkUntil(reader, () -> writing.get() == 0);
    writers.shutdown();
    assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    await(reader.close());
    await(otherNode.close());

    assertThat(seen).hasSize(WRITERS * PER_WRITER).doesNotHaveDuplicates();
    assertThat(Set.copyOf(seen)).isEqualTo(Set.copyOf(written));
  }

  /**
   * Stores records, some at a time.
   *
   * @param keys what their idempotency keys begin with; null: they have none
   */
  private static void write(PgTelemetryStore node, @Nullable String keys, Set<String> written) {
    List<Future<StoreOutcome>> wave = new ArrayList<>();
    for (int i = 0; i < PER_WRITER; i++) {
      StoreRequest request =
          keys == null ? request().build() : request().key(key(keys + "/" + i, "c")).build();
      written.add(request.record().recordId().toString());
      wave.add(node.append(request));
      if (wave.size() == 25) {
        await(Future.all(wave));
        wave.clear();
      }
    }
  }

  /** The event ids of all records, in the order of the walk, which ends once no more come. */
  private static List<String> walkUntil(TelemetryReader reader, BooleanSupplier noMoreCome) {
    List<String> seen = new ArrayList<>();
    long after = 0;
    boolean last = false;
    while (!last) {
      last = noMoreCome.getAsBoolean();
      Page page;
      do {
        page = read(reader, after);
        for (ObjectNode record : page.records()) {
          seen.add(record.get("event_id").textValue());
          after = record.get("id").longValue();
        }
      } while (page.nextAfterId() != null);
    }
    return seen;
  }

  @Test
  void aRecordIsSeenRightAfterItWasStored() {
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    Map<String, Boolean> seen = new HashMap<>();

    long after = 0;
    for (int i = 0; i < 100; i++) {
      StoreRequest request = request().build();
      await(store.append(request));
      Page page = read(reader, after);
      assertThat(page.records()).hasSize(1);
      after = page.records().get(0).get("id").longValue();
      seen.put(page.records().get(0).get("event_id").textValue(), true);
      assertThat(seen).containsKey(request.record().recordId().toString());
    }
    await(reader.close());
  }

  @Test
  void anIdThatCommitsLateHoldsTheWalkBack() throws SQLException {
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    await(store.append(request().build()));

    try (Connection late = database.connect()) {
      late.setAutoCommit(false);
      copyOneRow(late);
      await(store.append(request().build()));
      Future<Page> page = readPage(reader, reader("production"), filter(Map.of("after_id", "0")));
      Future<Page> another =
          readPage(reader, reader("production"), filter(Map.of("after_id", "0")));
      awaitRow(
          "SELECT FROM pg_stat_activity WHERE datname = current_database()"
              + " AND pid <> pg_backend_pid() AND query LIKE '%virtualtransaction = ANY%'");
      late.commit();

      assertThat(ids(await(page))).isSorted().hasSize(3);
      assertThat(ids(await(another))).hasSize(3);
    }
    await(reader.close());
  }

  @Test
  void aStuckInsertEndsInAnEarlierHorizonNotInAGap() throws SQLException {
    TelemetryReader reader = openReader(IMPATIENT);
    await(store.append(request().build()));
    assertThat(ids(read(reader, 0))).hasSize(1);

    try (Connection stuck = database.connect()) {
      stuck.setAutoCommit(false);
      copyOneRow(stuck);
      await(store.append(request().build()));

      assertThat(ids(read(reader, 0))).hasSize(1);
      TelemetryReader fresh = openReader(IMPATIENT);
      assertThat(failure(readPage(fresh, reader("production"), filter(Map.of()))))
          .isInstanceOf(StoreUnavailableException.class);
      await(fresh.close());
      stuck.commit();
    }
    assertThat(ids(read(reader, 0))).hasSize(3);
    await(reader.close());
  }

  @Test
  void slowReadsDoNotHoldUpTheHorizon() throws Exception {
    TelemetryReader reader = openReader(IMPATIENT);
    await(store.append(request().build()));
    await(readPage(reader, reader("production"), filter(Map.of())));

    try (Connection blocker = database.connect();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE standing");
      List<Future<Page>> slow = new ArrayList<>();
      for (int i = 0; i < IMPATIENT.connections(); i++) {
        slow.add(readPage(reader, reader("production"), filter(Map.of())));
      }
      awaitRow(
          "SELECT FROM "
              + TestDatabase.LOCKS
              + " WHERE relation = 'standing'::regclass AND NOT granted HAVING count(*) = "
              + IMPATIENT.connections());

      long before = longOf("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
      slow.add(readPage(reader, reader("production"), filter(Map.of())));
      awaitRow(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
              + " AND query LIKE '%telemetry_id_seq%'"
              + " AND extract(epoch FROM query_start) * 1000000 > "
              + before);
      blocker.rollback();
      assertThat(await(Future.all(slow)).size()).isEqualTo(IMPATIENT.connections() + 1);
    }
    await(reader.close());
  }

  /** What the horizon rests on: the lock is there before the id is. */
  @Test
  void anInsertHoldsTheTablesLockBeforeItDrawsAnId() throws Exception {
    // A key in use holds the statement up at its first step, before any row of telemetry is made;
    // six rounds also see the generic plan that PostgreSQL turns to after five.
    for (int round = 0; round < 7; round++) {
      IdempotencyHolder holder = new IdempotencyHolder("held " + round);
      try (Connection blocker = database.connect()) {
        blocker.setAutoCommit(false);
        holder.hold(blocker);
        long drawn = longOf("SELECT last_value FROM telemetry_id_seq");
        Future<StoreOutcome> held = store.append(request().key(key(holder.key, "content")).build());

        awaitRow(
            "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock' AND query LIKE 'WITH r AS%'");
        assertThat(longOf("SELECT last_value FROM telemetry_id_seq")).isEqualTo(drawn);
        assertThat(
                longOf(
                    "SELECT count(*) FROM "
                        + TestDatabase.LOCKS
                        + " WHERE relation = 'telemetry'::regclass"
                        + " AND mode = 'RowExclusiveLock' AND granted"))
            .isEqualTo(1);
        blocker.rollback();
        await(held);
      }
    }
  }

  private record IdempotencyHolder(String key) {
    void hold(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "INSERT INTO idempotency VALUES (1, convert_to('"
                + key
                + "', 'UTF8'), 'x', gen_random_uuid(), 200, 830, '{}', now())");
      }
    }
  }

  private static void copyOneRow(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
              is_correct_format, product_exists, product_version_exists, flagged, flags, pending,
              catalog_id)
            SELECT uuidv7(), created_at, environment, api_key_id, client_address,
                is_correct_format, product_exists, product_version_exists, flagged, flags, pending,
                catalog_id
              FROM telemetry LIMIT 1""");
    }
  }

  private PgTelemetryStore openStore() {
    return await(
        TestStores.open(
            vertx, database.connectOptions(), StoreSettings.DEFAULTS, Clock.systemUTC()));
  }

  private TelemetryReader openReader(ReaderSettings settings) {
    return TelemetryReader.open(vertx, database.connectOptions(), List::of, settings);
  }

  private static Page read(TelemetryReader reader, long afterId) {
    return await(
        readPage(
            reader,
            reader("production"),
            filter(Map.of("after_id", String.valueOf(afterId), "per_page", "500"))));
  }

  private static List<Long> ids(Page page) {
    return page.records().stream().map(record -> record.get("id").longValue()).toList();
  }

  private void awaitRow(String sql) throws SQLException {
    while (longOf("SELECT count(*) FROM (" + sql + ") AS awaited") == 0) {
      Thread.onSpinWait();
    }
  }

  private long longOf(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
