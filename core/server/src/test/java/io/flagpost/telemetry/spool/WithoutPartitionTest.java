package io.flagpost.telemetry.spool;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.telemetry.store.PgTelemetryStore;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records of a day whose partition this node may not make. */
@Timeout(120)
@RunsBesideOthers
class WithoutPartitionTest {
  /** Gives up soon, so that there are many attempts. */
  private static final StoreSettings IMPATIENT =
      new StoreSettings(
          1,
          100,
          1 << 20,
          1_000,
          1 << 20,
          Duration.ofMillis(200),
          Duration.ofDays(7),
          7,
          Duration.ofMinutes(10));

  /** An attempt fails in no more than a dozen ways; of a lone record three were once the last. */
  private static final int FAILURES_OF_FIVE_ATTEMPTS = 60;

  @TempDir private Path folder;

  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void theyWaitInTheSpoolUntilSomebodyMakesIt() {
    TestDatabase database = TestDatabase.createUnused();
    StoreRig rig =
        new StoreRig(vertx, database.nodeOptions(), SpoolRig.settings(folder), IMPATIENT);
    await(rig.store.append(request().build()));
    assertThat(rig.spool.spooledCount()).isEqualTo(1);
    String failures =
        "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    long before = query(database, failures);
    until(vertx, () -> query(database, failures) - before >= FAILURES_OF_FIVE_ATTEMPTS);
    assertThat(rig.store.state().refused()).isZero();

    PgTelemetryStore other =
        PgTelemetryStore.create(
            vertx, database.nodeOptions(), database.ownerOptions(), IMPATIENT, Clock.systemUTC());
    await(other.start());
    rig.untilReplayed();

    assertThat(query(database, "SELECT count(*) FROM telemetry")).isEqualTo(1);
    rig.close();
    await(other.close());
  }

  private static long query(TestDatabase database, String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }
}
