package io.flagpost.verdicts;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.telemetry.query.StoredPage;
import io.flagpost.telemetry.query.StoredRecord;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The table {@code pending_check}: which check owes an answer for which record. Every statement
 * locks its rows in the order of the keys, so that those of several nodes wait for each other and
 * never in a circle.
 */
final class PendingTable {
  /** The first pause before a check without an answer is asked again. */
  static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  private static final String ADD =
      """
      INSERT INTO pending_check (record_id, check_id, mode, since, attempts, next_at)
        SELECT record_id, check_id, mode, since, 0, next_at
          FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
              AS p (record_id, check_id, mode, since, next_at)
         ORDER BY record_id, check_id, mode
        ON CONFLICT DO NOTHING""";

  /** What is pending since receipt, unless a later verdict has been there. */
  private static final String FOUND =
      """
      INSERT INTO pending_check (record_id, check_id, mode, since, attempts, next_at)
        SELECT p.record_id, p.check_id, 'live', p.since, 0, p.next_at
          FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[])
              AS p (record_id, check_id, since, next_at)
         WHERE NOT EXISTS (
            SELECT FROM verdict v
             WHERE v.record_id = p.record_id AND v.check_id = p.check_id AND v.mode <> 'shadow')
         ORDER BY record_id, check_id
        ON CONFLICT DO NOTHING""";

  private static final String WISH =
      """
      INSERT INTO pending_check AS p (record_id, check_id, mode, since, attempts, next_at)
        SELECT record_id, check_id, 'live', since, 0, next_at
          FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[])
              AS w (record_id, check_id, since, next_at)
         ORDER BY record_id, check_id
        ON CONFLICT (record_id, check_id, mode) DO UPDATE
          SET next_at = greatest(p.next_at, excluded.next_at) WHERE p.attempts = 0""";

  private static final String SEARCHED =
      "SELECT last_id FROM check_progress WHERE check_id = '' AND mode = 'pending'";

  private static final String SEARCH_ON =
      """
      INSERT INTO check_progress (check_id, mode, last_id, updated_at)
        VALUES ('', 'pending', $1, $2)
        ON CONFLICT (check_id, mode) DO UPDATE
          SET last_id = greatest(check_progress.last_id, excluded.last_id),
              updated_at = excluded.updated_at""";

  private static final String REMOVE =
      """
      WITH done AS MATERIALIZED (
        SELECT record_id, check_id, mode FROM pending_check
          JOIN unnest($1::uuid[], $2::text[], $3::text[]) AS d (record_id, check_id, mode)
            USING (record_id, check_id, mode)
         ORDER BY record_id, check_id, mode FOR UPDATE OF pending_check)
      DELETE FROM pending_check AS p USING done AS d
       WHERE p.record_id = d.record_id AND p.check_id = d.check_id AND p.mode = d.mode""";

  private static final String DUE =
      """
      SELECT record_id, check_id, mode, since, attempts FROM pending_check
       WHERE next_at <= $1 ORDER BY next_at LIMIT $2""";

  private static final String CLAIM =
      """
      SELECT record_id, check_id, mode, since, attempts FROM pending_check
        JOIN unnest($1::uuid[], $2::text[], $3::text[], $4::integer[])
          AS c (record_id, check_id, mode, attempts) USING (record_id, check_id, mode, attempts)
       ORDER BY record_id, check_id, mode FOR UPDATE OF pending_check""";

  private static final String POSTPONE =
      """
      UPDATE pending_check AS p SET attempts = n.attempts, next_at = n.next_at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::timestamptz[])
          AS n (record_id, check_id, mode, attempts, next_at)
       WHERE p.record_id = n.record_id AND p.check_id = n.check_id AND p.mode = n.mode""";

  /**
   * A check that owes an answer.
   *
   * @param recordId for this record
   * @param checkId the check
   * @param mode live or shadow
   * @param since when it was asked for the first time
   * @param attempts how often it was asked again
   */
  record Owed(UUID recordId, String checkId, VerdictMode mode, Instant since, int attempts) {
    /** The run of the verdict that comes next. */
    long nextRun() {
      return attempts + 1L;
    }
  }

  /**
   * When to ask again.
   *
   * @param owed the answer that is owed, with its attempts so far
   * @param nextAt when
   */
  record Later(Owed owed, Instant nextAt) {}

  private PendingTable() {}

  /** Up to which id the records were searched for what is pending since receipt. */
  static Future<Long> searched(SqlClient client) {
    return client
        .preparedQuery(SEARCHED)
        .execute()
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }

  /** Adds what is pending of these records since receipt, and notes how far was searched. */
  static Future<Void> found(SqlClient client, StoredPage page, Instant now) {
    List<UUID> recordIds = new ArrayList<>();
    List<String> checkIds = new ArrayList<>();
    List<OffsetDateTime> since = new ArrayList<>();
    List<OffsetDateTime> next = new ArrayList<>();
    for (StoredRecord record : page.records()) {
      Instant received = record.telemetry().receivedAt();
      for (String check : record.pending()) {
        recordIds.add(record.recordId());
        checkIds.add(check);
        since.add(DbTimestamps.utc(received));
        next.add(DbTimestamps.utc(received.plus(FIRST_PAUSE)));
      }
    }
    Future<?> added =
        recordIds.isEmpty()
            ? Future.succeededFuture()
            : client
                .preparedQuery(FOUND)
                .execute(
                    Tuple.tuple()
                        .addArrayOfUUID(recordIds.toArray(UUID[]::new))
                        .addArrayOfString(checkIds.toArray(String[]::new))
                        .addArrayOfOffsetDateTime(since.toArray(OffsetDateTime[]::new))
                        .addArrayOfOffsetDateTime(next.toArray(OffsetDateTime[]::new)));
    return added
        .compose(
            v ->
                client
                    .preparedQuery(SEARCH_ON)
                    .execute(Tuple.of(page.upTo(), DbTimestamps.utc(now))))
        .mapEmpty();
  }

  /**
   * Has checks that could not tell at receipt asked at the time that they name, whether their
   * records are stored and found by now or not.
   */
  static Future<Void> wish(SqlClient client, List<AskAgain.Wish> wishes) {
    return client
        .preparedQuery(WISH)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(wishes.stream().map(AskAgain.Wish::recordId).toArray(UUID[]::new))
                .addArrayOfString(
                    wishes.stream().map(AskAgain.Wish::checkId).toArray(String[]::new))
                .addArrayOfOffsetDateTime(
                    wishes.stream()
                        .map(w -> DbTimestamps.utc(w.since()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(
                    wishes.stream()
                        .map(w -> DbTimestamps.utc(w.nextAt()))
                        .toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  /** Applies verdicts: a check that has answered is no longer pending, one that has not is. */
  static Future<Void> note(SqlClient client, List<Verdict> verdicts) {
    List<Verdict> answered = only(verdicts, verdict -> !verdict.pending());
    List<Verdict> pending = only(verdicts, Verdict::pending);
    return remove(client, answered).compose(v -> add(client, pending));
  }

  /** Those that are due, the longest overdue first. */
  static Future<List<Owed>> due(SqlClient client, Instant now, int limit) {
    return client
        .preparedQuery(DUE)
        .execute(Tuple.of(DbTimestamps.utc(now), limit))
        .map(PendingTable::read);
  }

  /** Locks those that no other node has changed since they were read. */
  static Future<List<Owed>> claim(SqlClient client, List<Owed> owed) {
    return client
        .preparedQuery(CLAIM)
        .execute(
            keys(owed).addArrayOfInteger(owed.stream().map(Owed::attempts).toArray(Integer[]::new)))
        .map(PendingTable::read);
  }

  /** Postpones them. */
  static Future<Void> postpone(SqlClient client, List<Later> later) {
    if (later.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .preparedQuery(POSTPONE)
        .execute(
            keys(later.stream().map(Later::owed).toList())
                .addArrayOfInteger(
                    later.stream().map(l -> l.owed().attempts()).toArray(Integer[]::new))
                .addArrayOfOffsetDateTime(
                    later.stream()
                        .map(l -> DbTimestamps.utc(l.nextAt()))
                        .toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  /** Deletes them: their records are gone. */
  static Future<Void> forget(SqlClient client, List<Owed> owed) {
    return owed.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(REMOVE).execute(keys(owed)).mapEmpty();
  }

  private static Future<Void> add(SqlClient client, List<Verdict> pending) {
    if (pending.isEmpty()) {
      return Future.succeededFuture();
    }
    return client
        .preparedQuery(ADD)
        .execute(
            names(pending)
                .addArrayOfOffsetDateTime(
                    pending.stream()
                        .map(v -> DbTimestamps.utc(v.decidedAt()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(
                    pending.stream()
                        .map(v -> DbTimestamps.utc(v.decidedAt().plus(pause(v))))
                        .toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  private static Duration pause(Verdict pending) {
    Duration wished = pending.askAgainIn();
    return wished == null ? FIRST_PAUSE : wished;
  }

  private static Future<Void> remove(SqlClient client, List<Verdict> answered) {
    return answered.isEmpty()
        ? Future.succeededFuture()
        : client.preparedQuery(REMOVE).execute(names(answered)).mapEmpty();
  }

  private static Tuple names(List<Verdict> verdicts) {
    return Tuple.tuple()
        .addArrayOfUUID(verdicts.stream().map(Verdict::recordId).toArray(UUID[]::new))
        .addArrayOfString(verdicts.stream().map(Verdict::checkId).toArray(String[]::new))
        .addArrayOfString(
            verdicts.stream().map(v -> v.mode().track().column()).toArray(String[]::new));
  }

  private static Tuple keys(List<Owed> owed) {
    return Tuple.tuple()
        .addArrayOfUUID(owed.stream().map(Owed::recordId).toArray(UUID[]::new))
        .addArrayOfString(owed.stream().map(Owed::checkId).toArray(String[]::new))
        .addArrayOfString(owed.stream().map(o -> o.mode().column()).toArray(String[]::new));
  }

  private static List<Owed> read(RowSet<Row> rows) {
    List<Owed> owed = new ArrayList<>();
    for (Row row : rows) {
      owed.add(
          new Owed(
              row.getUUID("record_id"),
              row.getString("check_id"),
              VerdictMode.of(row.getString("mode")),
              DbTimestamps.of(row, "since"),
              row.getInteger("attempts")));
    }
    return owed;
  }

  private static List<Verdict> only(List<Verdict> verdicts, Predicate<Verdict> wanted) {
    return verdicts.stream().filter(wanted).toList();
  }
}
