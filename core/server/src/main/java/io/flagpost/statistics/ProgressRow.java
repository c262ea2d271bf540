package io.flagpost.statistics;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.followup.OvertakenException;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one row of {@code rollup_progress}. Changed only by who owns the follower. */
final class ProgressRow {
  private static final String READ = "SELECT verdict_id FROM rollup_progress";

  private static final String ADVANCE =
      """
      UPDATE rollup_progress
         SET verdict_id = $2, received_at = greatest(received_at, $3::timestamptz)
       WHERE verdict_id = $1 RETURNING generation""";

  private static final String BEGIN_AGAIN =
      "UPDATE rollup_progress SET verdict_id = 0, received_at = NULL, generation = generation"
          + " + 1";

  private static final String REPLACED = "UPDATE rollup_progress SET generation = generation + 1";

  private ProgressRow() {}

  /** The last verdict that has moved the counts. */
  static Future<Long> verdict(SqlClient client) {
    return client.query(READ).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * Notes that verdicts have moved the counts.
   *
   * @param received when the last of the records was received that are counted with it; null if
   *     there are none
   * @return the generation of the rows
   */
  static Future<Long> advance(SqlClient client, long from, long upTo, @Nullable Instant received) {
    return client
        .preparedQuery(ADVANCE)
        .execute(Tuple.of(from, upTo, DbTimestamps.utcOrNull(received)))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new OvertakenException("The verdicts were counted by another node");
              }
              return rows.iterator().next().getLong(0);
            });
  }

  /** Rows were put in place of others. */
  static Future<Void> replaced(SqlClient client) {
    return client.query(REPLACED).execute().mapEmpty();
  }

  /** All verdicts are to move the counts again. */
  static Future<Void> beginAgain(SqlClient client) {
    return client.query(BEGIN_AGAIN).execute().mapEmpty();
  }
}
