package io.flagpost.platform.database;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks once a second whether PostgreSQL answers. Logs only changes, so that an outage gives two
 * log lines, not thousands. Any thread.
 */
public final class DatabaseProbe {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Pool pool;
  private volatile boolean reachable = true;
  private volatile boolean stopped;

  public DatabaseProbe(Vertx vertx, Pool pool) {
    this.vertx = vertx;
    this.pool = pool;
  }

  /** Starts checking. Until the first result, PostgreSQL counts as reachable. */
  public void start() {
    vertx.setTimer(INTERVAL.toMillis(), timer -> ask());
  }

  /** Stops checking. */
  public void stop() {
    stopped = true;
  }

  /** Whether PostgreSQL answered the last check. */
  public boolean isReachable() {
    return reachable;
  }

  private void ask() {
    if (stopped) {
      return;
    }
    pool.query("SELECT 1")
        .execute()
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(rows -> learn(true, ""))
        .onFailure(failure -> learn(false, String.valueOf(failure.getMessage())))
        .onComplete(done -> start());
  }

  private void learn(boolean answered, String reason) {
    if (stopped || answered == reachable) {
      return;
    }
    reachable = answered;
    if (answered) {
      LOG.info("PostgreSQL answers again");
    } else {
      LOG.warn("PostgreSQL does not answer: {}", reason);
    }
  }
}
