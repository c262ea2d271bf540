package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.UUID;

/**
 * Closes past days: notes which ids are in their partitions, so that a reader need not look there.
 * Any thread, any number of nodes at once.
 *
 * <p>A record may still come late. A trigger, which only closed partitions have, then opens the day
 * again, in the transaction that inserts.
 */
final class ClosedDays {
  private static final Duration AFTER = Duration.ofDays(1);

  private final Pool pool;

  ClosedDays(Pool pool) {
    this.pool = pool;
  }

  /** Closes the open days that ended a day ago or earlier, one after the other. */
  Future<Void> closePast(Instant now) {
    return pool.preparedQuery(
            "SELECT first_record FROM telemetry_day WHERE last_id IS NULL AND end_record <= $1"
                + " ORDER BY first_record")
        .execute(Tuple.of(RecordIds.floor(now.minus(AFTER))))
        .compose(days -> closeEach(days.iterator()));
  }

  private Future<Void> closeEach(Iterator<Row> days) {
    if (!days.hasNext()) {
      return Future.succeededFuture();
    }
    UUID day = days.next().getUUID(0);
    return pool.withTransaction(connection -> close(connection, day)).compose(v -> closeEach(days));
  }

  /**
   * Making the trigger waits for the inserts into this partition that are under way and lets none
   * begin, so that the next statement sees all that is in it.
   */
  private static Future<RowSet<Row>> close(SqlConnection connection, UUID day) {
    String sql =
        String.format(
            Locale.ROOT,
            """
            SET LOCAL lock_timeout = '5s'; -- a vacuum that is in the way gives up after 1 s
            SELECT pg_advisory_xact_lock(%3$d);
            CREATE OR REPLACE TRIGGER reopen_day BEFORE INSERT ON %1$s
              FOR EACH ROW EXECUTE FUNCTION telemetry_reopen_day();
            WITH RECURSIVE present AS (
              SELECT min(environment) AS environment FROM %1$s
              UNION ALL
              SELECT (SELECT min(environment) FROM %1$s AS p WHERE p.environment > present.environment)
                FROM present WHERE present.environment IS NOT NULL),
            ids AS (
              SELECT coalesce(min(lowest), 0) AS lowest, coalesce(max(highest), 0) AS highest
                FROM present, LATERAL (
                  SELECT min(id) AS lowest, max(id) AS highest FROM %1$s AS p
                   WHERE p.environment = present.environment) AS bounds)
            UPDATE telemetry_day SET first_id = lowest, last_id = highest
              FROM ids WHERE first_record = '%2$s'""",
            Partitions.name(day),
            day,
            Partitions.LOCK);
    return connection.query(sql).execute();
  }
}
