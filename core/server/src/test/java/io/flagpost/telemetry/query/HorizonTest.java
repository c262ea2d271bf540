package io.flagpost.telemetry.query;

import static io.flagpost.telemetry.query.Readers.filter;
import static io.flagpost.telemetry.query.Readers.readPage;
import static io.flagpost.telemetry.query.Readers.reader;
import static io.flagpost.telemetry.store.StoreRequests.key;
import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.StoreOutcome;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.flagpost.testing.Patience;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How far a walk may go while records are being stored, and that nothing slow holds it up. */
@Timeout(120)
class HorizonTest extends WalkFixture {
  private static final ReaderSettings IMPATIENT =
      new ReaderSettings(2, Duration.ofSeconds(10), Duration.ofMillis(200));

  @Test
  void anIdThatCommitsLateHoldsTheWalkBack() throws Exception {
    TelemetryReader reader = openReader(ReaderSettings.DEFAULTS);
    await(store.append(request().build()));

    try (LateRecord late = LateRecord.insertedInto(database)) {
      await(store.append(request().build()));
      Future<Page> page = readPage(reader, reader("production"), filter(Map.of("after_id", "0")));
      Future<Page> another =
          readPage(reader, reader("production"), filter(Map.of("after_id", "0")));
      awaitRow(LateRecord.WAITING_FOR_IT);
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

    try (LateRecord stuck = LateRecord.insertedInto(database)) {
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

  private void awaitRow(String sql) throws Exception {
    Patience.until(
        "there is a row", () -> longOf("SELECT count(*) FROM (" + sql + ") AS awaited") > 0);
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
