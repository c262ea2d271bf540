package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flagpost.platform.refresh.Refresher;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A registry whose database fails, falls silent or closes its connections. */
class PgRegistryOutageTest extends PgRegistryFixture {
  @Test
  void aTerminatedListenerConnectsAgainAndReloads() throws Exception {
    PgRegistry registry = open(NEVER);
    database.execute("INSERT INTO product (id, name) VALUES (1, 'One')");
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    until(vertx, () -> registry.referenceData().products().contains(1L));

    database.execute("INSERT INTO product (id, name) VALUES (2, 'Two'); NOTIFY flagpost_registry");
    until(vertx, () -> registry.referenceData().products().contains(2L));
  }

  @Test
  void withTheDatabaseAwayMemoryAnswersAndTheRestFailsAtOnce() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    assertThat(license(registry, DemoData.LICENSE)).isPresent();

    proxy.cut();
    assertThat(failure(registry.lookups().license("unknown")))
        .isInstanceOf(LookupUnavailableException.class);

    assertThat(registry.lookups().license("another")).isCompletedExceptionally();
    assertThat(license(registry, DemoData.LICENSE)).isPresent();
    assertThat(registry.referenceData().apiKey(DemoData.API_KEY)).isNotNull();
    assertThat(registry.state().lookupsAvailable()).isFalse();
    assertThat(registry.state().licenseQueries()).isEqualTo(2);

    proxy.restore();
    // The pool may still hand out a connection that died with the others.
    until(
        vertx,
        () -> {
          ticker.advance(RegistrySettings.defaults().probeInterval());
          registry.lookups().license("unknown");
          return registry.state().lookupsAvailable();
        });
    assertThat(license(registry, "unknown")).isEmpty();
  }

  @Test
  void aDatabaseThatFallsSilentFailsLookupsAfterTheTimeout() throws Exception {
    PgRegistry registry = open(NEVER);

    proxy.fallSilent();

    assertThat(failure(registry.lookups().license("unknown")))
        .isInstanceOf(LookupUnavailableException.class);
    assertThat(registry.lookups().license("another")).isCompletedExceptionally();
  }

  @Test
  void anOutageKeepsTheOldSnapshotAndIsLoggedOnce() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Refresher.class);
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try {
      proxy.cut();
      for (int i = 0; i < 3; i++) {
        assertThat(failure(registry.refresh().toCompletionStage())).isNotNull();
      }
      assertThat(registry.referenceData().products()).containsExactlyInAnyOrder(1L, 2L);
      proxy.restore();
      AtomicBoolean fresh = new AtomicBoolean();
      until(
          vertx,
          () -> {
            registry.refresh().onSuccess(done -> fresh.set(true));
            return fresh.get();
          });
    } finally {
      logger.setLevel(null);
      logger.detachAppender(log);
      logger.setLevel(null);
    }

    assertThat(log.list).extracting(ILoggingEvent::getLevel).startsWith(Level.WARN, Level.INFO);
    assertThat(registry.state().failedReloads()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aClosedPoolFailsLookupsAndRefreshesAndNothingElse() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    await(pool.close());

    for (int i = 0; i < 2; i++) {
      assertThat(failure(registry.refresh().toCompletionStage())).isNotNull();
      assertThat(failure(registry.lookups().license("unknown")))
          .isInstanceOf(LookupUnavailableException.class);
      ticker.advance(RegistrySettings.defaults().probeInterval());
    }
    assertThat(registry.referenceData().apiKey(DemoData.API_KEY)).isNotNull();
  }

  @Test
  void withoutADatabaseItDoesNotOpen() {
    proxy.cut();

    assertThat(
            failure(
                TestRegistries.open(vertx, pool, options, settings(NEVER), Clock.systemUTC())
                    .toCompletionStage()))
        .isNotNull();
  }
}
