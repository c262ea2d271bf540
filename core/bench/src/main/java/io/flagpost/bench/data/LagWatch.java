package io.flagpost.bench.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How far the checks on stored records are behind receipt: the age of the oldest record for which
 * one of them has not written what it says. Read from the database, on a thread of its own.
 */
public final class LagWatch implements AutoCloseable {
  private static final int PERIOD_MILLIS = 250;

  /** Checks that fold, and those that search. */
  private static final String OLDEST =
      """
      WITH position AS (
        SELECT least((SELECT min(decided) FROM follower WHERE name LIKE 'live/%'),
                     (SELECT min(last_id) FROM check_progress WHERE mode = 'live')) AS id)
      SELECT coalesce((
        SELECT extract(epoch FROM clock_timestamp() - t.created_at) FROM telemetry t
         WHERE t.environment = 'production' AND t.id > (SELECT id FROM position)
         ORDER BY t.id LIMIT 1), 0)::float8""";

  /**
   * After an upgrade, the follower of the counts has still to find out that it has to begin again.
   */
  private static final String WRITTEN =
      """
      SELECT coalesce(bool_and(checkpoint >= (SELECT last_value FROM telemetry_id_seq)), false)
          AND coalesce(bool_or(name = 'statistics'), false)
          AND (SELECT count(DISTINCT (day, product)) FROM rollup_value_day)
            = (SELECT count(DISTINCT (day, product)) FROM rollup_day WHERE dimension = 0)
        FROM follower""";

  private final Database database;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "lag"));
  private final List<Double> seconds = new ArrayList<>();

  private LagWatch(Database database) {
    this.database = database;
  }

  /** Begins to watch. */
  public static LagWatch begin(Database database) {
    LagWatch watch = new LagWatch(database);
    watch.timer.execute(watch::watch);
    return watch;
  }

  private void watch() {
    database.run(
        connection -> {
          while (!timer.isShutdown()) {
            double now = Database.value(connection, Double.class, OLDEST);
            synchronized (seconds) {
              seconds.add(now);
            }
            pause();
          }
        });
  }

  private void pause() {
    try {
      timer.awaitTermination(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      timer.shutdown();
    }
  }

  /**
   * Whether all states of checks that fold are in the database, and all counts, up to the last
   * record.
   */
  public static boolean areStatesWritten(Database database) {
    return database.value(Boolean.class, WRITTEN);
  }

  /** The lag now, in seconds. */
  public static double now(Database database) {
    return database.value(Double.class, OLDEST);
  }

  /** The lag that was seen last, in seconds. */
  public double last() {
    synchronized (seconds) {
      return seconds.isEmpty() ? 0 : seconds.get(seconds.size() - 1);
    }
  }

  /** The largest lag that was seen, in seconds. */
  public double most() {
    synchronized (seconds) {
      return seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
  }

  @Override
  public void close() {
    timer.shutdown();
  }
}
