package io.flagpost.verdicts;

import io.flagpost.telemetry.store.FlagJson;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds verdicts and, in the same transaction, brings up to date what stands of their records and
 * who has still to answer. Any thread, any number of nodes.
 *
 * <p>Whoever writes verdicts holds an advisory lock until the end of the transaction: what stands
 * is summed up from all verdicts, and two sums at once would each miss the other's.
 */
final class VerdictWriter {
  /** Names the lock; any number that nobody else takes. */
  private static final long LOCK = 0x666C_6167_7064L;

  private static final String SEPARATOR = "\u001F";

  private static final String RECEIPTS =
      """
      SELECT t.record_id, t.id, t.environment, t.is_correct_format, t.flags, t.pending,
          t.flag_details, s.record_id IS NOT NULL AS summed
        FROM telemetry t LEFT JOIN standing s USING (record_id)
       WHERE t.record_id = ANY ($1::uuid[])""";

  private static final String STAND =
      """
      INSERT INTO standing (record_id, id, environment, flags, pending, updated_at)
        SELECT record_id, id, environment, string_to_array(flags, E'\\x1f'),
            string_to_array(pending, E'\\x1f'), $6::timestamptz
          FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])
              AS s (record_id, id, environment, flags, pending)
        ON CONFLICT (record_id) DO UPDATE
          SET flags = excluded.flags, pending = excluded.pending, updated_at = excluded.updated_at""";

  /** A record whose sum is to be written. */
  private record Sum(UUID recordId, long id, String environment, CurrentVerdict stand) {}

  private final Pool pool;

  VerdictWriter(Pool pool) {
    this.pool = pool;
  }

  /** Runs a transaction that holds the lock from its beginning on. */
  <T> Future<T> transact(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(
        connection ->
            connection
                .query("SELECT pg_advisory_xact_lock(" + LOCK + ")")
                .execute()
                .compose(locked -> work.apply(connection)));
  }

  /**
   * Adds verdicts in a transaction that holds the lock.
   *
   * @param now when what stands of their records changed
   */
  Future<Void> write(SqlConnection connection, List<Verdict> verdicts, Instant now) {
    if (verdicts.isEmpty()) {
      return Future.succeededFuture();
    }
    UUID[] counting =
        verdicts.stream()
            .filter(verdict -> verdict.mode() != VerdictMode.SHADOW)
            .map(Verdict::recordId)
            .distinct()
            .toArray(UUID[]::new);
    return VerdictTable.insert(connection, verdicts)
        .compose(v -> PendingTable.note(connection, verdicts))
        .compose(v -> sumUp(connection, counting, now));
  }

  private static Future<Void> sumUp(SqlConnection connection, UUID[] recordIds, Instant now) {
    if (recordIds.length == 0) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery(RECEIPTS)
        .execute(Tuple.of(recordIds))
        .compose(
            receipts -> {
              Map<UUID, CurrentVerdict> stands = new HashMap<>();
              receipts.forEach(row -> stands.put(row.getUUID("record_id"), atReceipt(row)));
              return VerdictTable.addCounting(connection, stands)
                  .compose(v -> save(connection, changed(receipts, stands), now));
            });
  }

  /** A record needs no sum while everything stands as it was at receipt. */
  private static List<Sum> changed(RowSet<Row> receipts, Map<UUID, CurrentVerdict> stands) {
    List<Sum> sums = new ArrayList<>();
    for (Row row : receipts) {
      UUID recordId = row.getUUID("record_id");
      CurrentVerdict stand = stands.get(recordId);
      if (stand != null
          && (row.getBoolean("summed")
              || differ(stand.flags(), row.getArrayOfStrings("flags"))
              || differ(stand.pending(), row.getArrayOfStrings("pending")))) {
        sums.add(new Sum(recordId, row.getLong("id"), row.getString("environment"), stand));
      }
    }
    return sums;
  }

  private static boolean differ(List<String> now, String[] atReceipt) {
    return !Set.copyOf(now).equals(new HashSet<>(Arrays.asList(atReceipt)));
  }

  private static Future<Void> save(SqlConnection connection, List<Sum> sums, Instant now) {
    if (sums.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery(STAND)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(sums.stream().map(Sum::recordId).toArray(UUID[]::new))
                .addArrayOfLong(sums.stream().map(Sum::id).toArray(Long[]::new))
                .addArrayOfString(sums.stream().map(Sum::environment).toArray(String[]::new))
                .addArrayOfString(
                    sums.stream().map(s -> joined(s.stand().flags())).toArray(String[]::new))
                .addArrayOfString(
                    sums.stream().map(s -> joined(s.stand().pending())).toArray(String[]::new))
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  private static String joined(List<String> texts) {
    return texts.stream().collect(Collectors.joining(SEPARATOR));
  }

  private static CurrentVerdict atReceipt(Row row) {
    Object details = row.getJson("flag_details");
    return new CurrentVerdict(
        row.getBoolean("is_correct_format"),
        FlagJson.read(
            List.of(row.getArrayOfStrings("flags")), details == null ? null : details.toString()),
        List.of(row.getArrayOfStrings("pending")));
  }
}
