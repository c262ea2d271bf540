package io.flagpost.statistics;

import io.flagpost.telemetry.query.CommitHorizon;
import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.query.StoredRecords;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Follows the later verdicts by their ids, up to where none can appear any more, and tells by what
 * each moves the counts. All verdicts on a record are looked at in their order, so that it is also
 * known whose flag was taken back.
 *
 * <p>A verdict has to wait until its record is counted: under which name that is depends on what
 * came before it.
 */
final class VerdictMoves {
  private static final int PAGE = 4_096;

  private static final String FOLLOWING =
      """
      SELECT verdict_id, record_id FROM verdict
       WHERE verdict_id > $1 AND verdict_id <= $2 AND mode <> 'shadow'
       ORDER BY verdict_id LIMIT $3""";

  private static final String HISTORY =
      "SELECT "
          + LaterVerdict.COLUMNS
          + " FROM verdict WHERE record_id = ANY ($1::uuid[]) AND verdict_id <= $2"
          + " AND mode <> 'shadow' ORDER BY verdict_id";

  private final Pool pool;
  private final StoredRecords records;
  private final CommitHorizon horizon;

  /**
   * What some verdicts change.
   *
   * @param moves in the order of the verdicts
   * @param upTo every verdict up to this id is among them, or came before
   * @param more whether there were more than one page takes
   */
  record Moves(List<Move> moves, long upTo, boolean more) {
    Moves {
      moves = List.copyOf(moves);
    }
  }

  VerdictMoves(Pool pool, StoredRecords records, CommitHorizon horizon) {
    this.pool = pool;
    this.records = records;
    this.horizon = horizon;
  }

  /**
   * The next verdicts.
   *
   * @param after the last verdict that has moved the counts
   * @param counted every record up to this id is counted
   */
  Future<Moves> next(long after, long counted) {
    return horizon.find().compose(upTo -> page(after, upTo, counted));
  }

  /**
   * The same up to a verdict.
   *
   * @param upTo the last verdict to look at, at most a horizon
   */
  Future<Moves> page(long after, long upTo, long counted) {
    return upTo <= after
        ? Future.succeededFuture(new Moves(List.of(), after, false))
        : pool.preparedQuery(FOLLOWING)
            .execute(Tuple.of(after, upTo, PAGE))
            .compose(page -> moves(page, after, upTo, counted));
  }

  /**
   * By what all verdicts on some records move the counts.
   *
   * @param upTo the last verdict to look at, at most a horizon
   */
  Future<List<Move>> on(List<StoredRecord> counted, long upTo) {
    return history(
        counted.stream().collect(Collectors.toMap(StoredRecord::recordId, one -> one)), 0, upTo);
  }

  private Future<Moves> moves(RowSet<Row> page, long after, long upTo, long counted) {
    Map<Long, UUID> verdicts = new HashMap<>();
    long last = after;
    for (Row row : page) {
      last = row.getLong("verdict_id");
      verdicts.put(last, row.getUUID("record_id"));
    }
    boolean full = page.size() == PAGE;
    long reached = full ? last : upTo;
    if (verdicts.isEmpty()) {
      return Future.succeededFuture(new Moves(List.of(), reached, false));
    }
    return records
        .withoutData(verdicts.values().stream().distinct().toList())
        .compose(
            found -> {
              Map<UUID, StoredRecord> known =
                  found.stream().collect(Collectors.toMap(StoredRecord::recordId, one -> one));
              long early = firstUncounted(verdicts, known, counted, reached + 1) - 1;
              return history(known, after, early)
                  .map(moves -> new Moves(moves, early, full && early == reached));
            });
  }

  private static long firstUncounted(
      Map<Long, UUID> verdicts, Map<UUID, StoredRecord> known, long counted, long none) {
    return verdicts.entrySet().stream()
        .filter(
            one -> {
              StoredRecord record = known.get(one.getValue());
              return record != null && record.id() > counted;
            })
        .mapToLong(Map.Entry::getKey)
        .min()
        .orElse(none);
  }

  /** Verdicts on records that are gone are left out. */
  private Future<List<Move>> history(Map<UUID, StoredRecord> known, long after, long upTo) {
    return pool.preparedQuery(HISTORY)
        .execute(Tuple.of(known.keySet().toArray(UUID[]::new), upTo))
        .map(
            rows -> {
              Map<UUID, StandingFlags> standing = new HashMap<>();
              List<Move> moves = new ArrayList<>();
              for (Row row : rows) {
                LaterVerdict verdict = LaterVerdict.of(row);
                StoredRecord record = known.get(verdict.recordId());
                if (record != null) {
                  Move move =
                      standing
                          .computeIfAbsent(verdict.recordId(), id -> new StandingFlags(record))
                          .add(verdict);
                  if (verdict.id() > after && !move.isNothing()) {
                    moves.add(move);
                  }
                }
              }
              return moves;
            });
  }
}
