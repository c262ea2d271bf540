package io.flagpost.platform.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flagpost.testing.Futures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PoolMetersTest {
  private static final Logger MICROMETER = (Logger) LoggerFactory.getLogger(MeterRegistry.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Vertx vertx =
      Vertx.builder()
          .with(new VertxOptions().setMetricsOptions(PoolMeters.options()))
          .withMetrics(PoolMeters.factory(meters))
          .build();

  /** Micrometer warns only once in a process, and speaks of it among the details from then on. */
  @BeforeEach
  void listen() {
    log.start();
    MICROMETER.setLevel(Level.DEBUG);
    MICROMETER.addAppender(log);
  }

  @AfterEach
  void close() {
    MICROMETER.detachAppender(log);
    MICROMETER.setLevel(null);
    Futures.await(vertx.close());
  }

  @Test
  void aPoolThatIsOpenedAgainGoesOnWithItsMeters() {
    Futures.await(pool("writer").close());
    pool("writer");

    assertThat(meters.find("vertx.pool.in.use").tag("pool_name", "writer").gauges()).hasSize(1);
    assertThat(log.list).isEmpty();
  }

  @Test
  void eachPoolHasMetersOfItsOwn() {
    pool("one");
    pool("other");
    vertx.createSharedWorkerExecutor("one", 1);

    assertThat(meters.find("vertx.pool.in.use").tag("pool_name", "one").gauges()).hasSize(2);
    assertThat(meters.find("vertx.pool.in.use").tag("pool_name", "other").gauges()).hasSize(1);
    assertThat(log.list).isEmpty();
  }

  @Test
  void nothingButPoolsIsMeasured() {
    assertThat(meters.getMeters())
        .isNotEmpty()
        .allMatch(meter -> meter.getId().getName().startsWith("vertx.pool."));
  }

  /** Connects to nothing. */
  private Pool pool(String name) {
    return PgBuilder.pool()
        .using(vertx)
        .with(new PoolOptions().setName(name))
        .connectingTo(new PgConnectOptions())
        .build();
  }
}
