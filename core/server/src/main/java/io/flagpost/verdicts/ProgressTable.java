package io.flagpost.verdicts;

import io.flagpost.plugin.host.CheckInfo;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code check_progress}: up to which id a check has judged the stored records. */
final class ProgressTable {
  private static final String READ =
      "SELECT check_id, mode, last_id FROM check_progress WHERE mode <> 'pending'";

  private static final String START =
      """
      INSERT INTO check_progress (check_id, mode, last_id, updated_at)
        SELECT check_id, mode, $3::bigint, $4::timestamptz
          FROM unnest($1::text[], $2::text[]) AS p (check_id, mode)
        ON CONFLICT DO NOTHING""";

  private static final String FORGET =
      """
      DELETE FROM check_progress AS p USING unnest($1::text[], $2::text[]) AS d (check_id, mode)
       WHERE p.check_id = d.check_id AND p.mode = d.mode""";

  private static final String ADVANCE =
      """
      UPDATE check_progress SET last_id = $4, updated_at = $5
       WHERE check_id = ANY ($1::text[]) AND mode = $2 AND last_id = $3""";

  /**
   * A check in a mode; what it did in another one does not count.
   *
   * @param checkId the check
   * @param mode live or shadow
   */
  record Track(String checkId, VerdictMode mode) {
    static Track of(CheckInfo check) {
      return new Track(check.id(), check.shadow() ? VerdictMode.SHADOW : VerdictMode.LIVE);
    }

    Track other() {
      return new Track(checkId, mode == VerdictMode.LIVE ? VerdictMode.SHADOW : VerdictMode.LIVE);
    }
  }

  private ProgressTable() {}

  static Future<Map<Track, Long>> read(SqlClient client) {
    return client
        .preparedQuery(READ)
        .execute()
        .map(
            rows -> {
              Map<Track, Long> progress = new HashMap<>();
              for (Row row : rows) {
                progress.put(
                    new Track(row.getString("check_id"), VerdictMode.of(row.getString("mode"))),
                    row.getLong("last_id"));
              }
              return progress;
            });
  }

  /** Starts behind an id, unless another node did. */
  static Future<Void> start(SqlClient client, Collection<Track> tracks, long id, Instant now) {
    return tracks.isEmpty()
        ? Future.succeededFuture()
        : client
            .preparedQuery(START)
            .execute(names(tracks).addLong(id).addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
            .mapEmpty();
  }

  static Future<Void> forget(SqlClient client, Collection<Track> tracks) {
    return tracks.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(FORGET).execute(names(tracks)).mapEmpty();
  }

  /** Moves checks that progress alike; false if another node was faster. */
  static Future<Boolean> advance(
      SqlClient client, List<String> checkIds, VerdictMode mode, long from, long to, Instant now) {
    return client
        .preparedQuery(ADVANCE)
        .execute(
            Tuple.tuple()
                .addArrayOfString(checkIds.toArray(String[]::new))
                .addString(mode.column())
                .addLong(from)
                .addLong(to)
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
        .map(updated -> updated.rowCount() == checkIds.size());
  }

  private static Tuple names(Collection<Track> tracks) {
    return Tuple.tuple()
        .addArrayOfString(tracks.stream().map(Track::checkId).toArray(String[]::new))
        .addArrayOfString(tracks.stream().map(t -> t.mode().column()).toArray(String[]::new));
  }
}
