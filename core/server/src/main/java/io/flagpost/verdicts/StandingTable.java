package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.JoinedTexts;
import io.flagpost.telemetry.store.FlagJson;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code standing}: the current verdict on each record to which verdicts were added.
 *
 * <p>Its rows are also the locks of whoever adds verdicts. They are locked in the order of the
 * records, so that writers wait for each other and never in a circle, and before the earlier
 * verdicts are read, so that the second of two writers sums up what the first one wrote.
 */
final class StandingTable {
  /** As at receipt. The first writer makes the row; others wait here until it is committed. */
  private static final String BEGIN =
      """
      INSERT INTO standing (record_id, id, environment, flags, pending, updated_at)
        SELECT record_id, id, environment, flags, pending, created_at FROM telemetry
         WHERE record_id = ANY ($1::uuid[]) ORDER BY record_id
        ON CONFLICT (record_id) DO NOTHING""";

  private static final String LOCK =
      """
      SELECT s.record_id, t.is_correct_format, t.flags, t.pending, t.flag_details,
          s.flags AS standing_flags, s.pending AS standing_pending
        FROM standing s JOIN telemetry t USING (record_id)
       WHERE s.record_id = ANY ($1::uuid[]) ORDER BY s.record_id FOR UPDATE OF s""";

  private static final String UPDATE =
      "UPDATE standing AS s SET flags = "
          + JoinedTexts.split("n.flags")
          + ", pending = "
          + JoinedTexts.split("n.pending")
          + ", updated_at = $4::timestamptz"
          + " FROM unnest($1::uuid[], $2::text[], $3::text[]) AS n (record_id, flags, pending)"
          + " WHERE s.record_id = n.record_id";

  /**
   * A locked row.
   *
   * @param current begins with the verdict at receipt; later ones are to be added
   * @param flags the row's own
   * @param pending the row's own
   */
  record Standing(CurrentVerdict current, Set<String> flags, Set<String> pending) {
    static Standing of(Row row) {
      Object details = row.getJson("flag_details");
      return new Standing(
          new CurrentVerdict(
              row.getBoolean("is_correct_format"),
              FlagJson.read(
                  List.of(row.getArrayOfStrings("flags")),
                  details == null ? null : details.toString()),
              List.of(row.getArrayOfStrings("pending"))),
          Set.of(row.getArrayOfStrings("standing_flags")),
          Set.of(row.getArrayOfStrings("standing_pending")));
    }

    boolean isOutdated() {
      return !flags.equals(Set.copyOf(current.flags()))
          || !pending.equals(Set.copyOf(current.pending()));
    }
  }

  private StandingTable() {}

  /**
   * Locks the standings of some records until the end of the transaction; those of records that are
   * gone are missing.
   */
  static Future<Map<UUID, Standing>> lock(SqlConnection connection, Collection<UUID> recordIds) {
    if (recordIds.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    UUID[] ids = recordIds.toArray(UUID[]::new);
    return connection
        .preparedQuery(BEGIN)
        .execute(Tuple.of(ids))
        .compose(begun -> connection.preparedQuery(LOCK).execute(Tuple.of(ids)))
        .map(
            rows -> {
              Map<UUID, Standing> standings = new LinkedHashMap<>();
              rows.forEach(row -> standings.put(row.getUUID("record_id"), Standing.of(row)));
              return standings;
            });
  }

  /**
   * Brings locked rows up to date.
   *
   * @param now when they change
   */
  static Future<Void> update(SqlConnection connection, Map<UUID, Standing> standings, Instant now) {
    List<UUID> outdated = new ArrayList<>();
    List<CurrentVerdict> current = new ArrayList<>();
    standings.forEach(
        (id, standing) -> {
          if (standing.isOutdated()) {
            outdated.add(id);
            current.add(standing.current());
          }
        });
    if (outdated.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery(UPDATE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(outdated.toArray(UUID[]::new))
                .addArrayOfString(
                    current.stream().map(c -> JoinedTexts.join(c.flags())).toArray(String[]::new))
                .addArrayOfString(
                    current.stream().map(c -> JoinedTexts.join(c.pending())).toArray(String[]::new))
                .addOffsetDateTime(DbTimestamps.utc(now)))
        .mapEmpty();
  }
}
