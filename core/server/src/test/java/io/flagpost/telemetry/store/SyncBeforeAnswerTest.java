package io.flagpost.telemetry.store;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.OwnPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no kill can show, as the kernel keeps what was written: that PostgreSQL has synced its log
 * for every group before its records are acknowledged. PostgreSQL counts its syncs.
 */
@Tag("fault")
class SyncBeforeAnswerTest {
  private static final int GROUPS = 200;
  private static final StoreSettings ONE_WRITER =
      new StoreSettings(
          1,
          50,
          1 << 20,
          1_000,
          8 << 20,
          Duration.ofSeconds(20),
          Duration.ofDays(7),
          2,
          Duration.ofMinutes(10));

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private OwnPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    postgres = new OwnPostgres(folder);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    postgres.close();
  }

  /** One group after the other, so that no two can share a sync. */
  @Test
  void everyGroupHasItsSyncEvenWhereTheDatabaseSaysOtherwise() throws Exception {
    execute("ALTER DATABASE postgres SET synchronous_commit = off");
    AtomicInteger groups = new AtomicInteger();
    PgTelemetryStore store = open();
    await(store.append(request().build())); // its connection and its partition are there
    store.observe((rows, nanos) -> groups.incrementAndGet());
    long before = syncs();

    for (int i = 0; i < GROUPS; i++) {
      List<Future<StoreOutcome>> together =
          Stream.generate(() -> store.append(request().build())).limit(5).toList();
      await(Future.all(together));
    }
    await(store.close()); // which also makes its connections tell what they counted

    assertThat(groups.get()).isGreaterThanOrEqualTo(GROUPS);
    until("each has been counted", () -> syncs() - before >= groups.get());
  }

  @Test
  void theCountWouldTell() throws Exception {
    long before = syncs();

    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      statement.execute("CREATE TABLE promise (id int)");
      for (int i = 0; i < GROUPS; i++) {
        statement.execute("INSERT INTO promise VALUES (" + i + ")");
      }
    }

    assertThat(syncs() - before).isLessThan(GROUPS / 2);
  }

  private PgTelemetryStore open() {
    return await(TestStores.open(vertx, postgres.connectOptions(), ONE_WRITER, Clock.systemUTC()));
  }

  private long syncs() throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
