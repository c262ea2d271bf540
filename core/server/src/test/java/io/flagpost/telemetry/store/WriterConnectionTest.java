package io.flagpost.telemetry.store;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.ops.PoolMeters;
import io.flagpost.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How its pool counts it, whatever becomes of it. */
class WriterConnectionTest {
  private static final long PATIENCE_MILLIS = 60_000;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Vertx vertx =
      Vertx.builder()
          .with(new VertxOptions().setMetricsOptions(PoolMeters.options()))
          .withMetrics(PoolMeters.factory(meters))
          .build();
  private final Context context = vertx.getOrCreateContext();
  private final TestDatabase database = TestDatabase.create();
  private WriterConnection connection;

  @BeforeEach
  void make() {
    connection =
        new WriterConnection(vertx, "writer", database.connectOptions(), Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void anOpenOneIsInUseAndADiscardedOneIsNot() throws Exception {
    ask("SELECT 1");
    until("one in use", () -> inUse() == 1);

    await(onContext(connection::discard));

    until("none in use", () -> inUse() == 0);
  }

  @Test
  void oneThatIsOpenedAgainCountsOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      ask("SELECT 1");
      await(onContext(connection::discard));
    }
    ask("SELECT 1");

    until("one in use", () -> inUse() == 1);
  }

  @Test
  void oneThatTheServerHasEndedCountsOnceWhenThereIsAnother() throws Exception {
    assertThat(failure(execute("SELECT pg_terminate_backend(pg_backend_pid())"))).isNotNull();
    await(onContext(connection::discard)); // as its owner does at any error

    ask("SELECT 1");

    until("one in use", () -> inUse() == 1);
  }

  @Test
  void oneThatIsBusyIsNoLongerInUseOnceItsStatementHasEnded() throws Exception {
    ask("SELECT 1");
    Future<RowSet<Row>> sleeping = execute("SELECT pg_sleep(0.5)");

    await(onContext(connection::discard));
    ask("SELECT 1");

    sleeping.otherwiseEmpty().toCompletionStage().toCompletableFuture().join();
    until("one in use", () -> inUse() == 1);
  }

  @Test
  void oneThatCannotBeOpenedIsNoLongerWaitedFor() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PgConnectOptions options =
          database.connectOptions().setHost("127.0.0.1").setPort(silent.getLocalPort());
      connection = new WriterConnection(vertx, "writer", options, Duration.ofSeconds(20));
      Future<RowSet<Row>> waiting = execute("SELECT 1");
      silent.accept().close();

      assertThat(failure(waiting)).isInstanceOf(StoreUnavailableException.class);
      await(onContext(connection::discard));

      assertThat(gauge("queue.pending")).isZero();
      until("none in use", () -> inUse() == 0);
    }
  }

  private double inUse() {
    return gauge("in.use");
  }

  private double gauge(String name) {
    return meters.get("vertx.pool." + name).tag("pool_name", "writer").gauge().value();
  }

  private void ask(String sql) {
    await(execute(sql));
  }

  private Future<RowSet<Row>> execute(String sql) {
    return onContext(() -> connection.execute(sql, Tuple.tuple(), PATIENCE_MILLIS));
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(v -> work.get().onComplete(done));
    return done.future();
  }
}
