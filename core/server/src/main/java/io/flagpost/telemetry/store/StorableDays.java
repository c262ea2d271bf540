package io.flagpost.telemetry.store;

import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * For which days there are partitions, from today on without a gap: until then records can be
 * stored even if nobody makes any more. One thread looks, any thread asks.
 */
final class StorableDays {
  /** Nobody has looked yet. */
  static final int UNKNOWN = Integer.MIN_VALUE;

  private static final int MOST_DAYS = 1_000;

  private final Pool pool;
  private volatile int ahead = UNKNOWN;

  StorableDays(Pool pool) {
    this.pool = pool;
  }

  /**
   * Looks again.
   *
   * @return how many days after today there are partitions for; -1 if there is none for today
   */
  Future<Integer> look(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return pool.preparedQuery(
            "SELECT first_record FROM telemetry_day WHERE first_record >= $1"
                + " ORDER BY first_record LIMIT "
                + MOST_DAYS)
        .execute(Tuple.of(first(today)))
        .map(
            rows -> {
              LocalDate next = today;
              for (Row row : rows) {
                if (!row.getUUID(0).equals(first(next))) {
                  break;
                }
                next = next.plusDays(1);
              }
              ahead = Math.toIntExact(next.toEpochDay() - today.toEpochDay()) - 1;
              return ahead;
            });
  }

  /** What was seen last, or {@link #UNKNOWN}. */
  int ahead() {
    return ahead;
  }

  private static UUID first(LocalDate day) {
    return RecordIds.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
