package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the counts go.
 *
 * @param record every record up to this id is counted
 * @param verdict every verdict up to this one has moved the counts, if its record is counted
 * @param receivedAt when the last of the counted records was received; null if there are none
 */
public record Freshness(long record, long verdict, @Nullable Instant receivedAt) {
  private static final String READ =
      """
      SELECT coalesce((SELECT checkpoint FROM follower WHERE name = 'statistics' AND shard = 0), 0)
          AS record, verdict_id, received_at
        FROM rollup_progress""";

  static Future<Freshness> read(SqlClient client) {
    return client
        .query(READ)
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Freshness(
                  row.getLong("record"),
                  row.getLong("verdict_id"),
                  DbTimestamps.orNull(row, "received_at"));
            });
  }
}
