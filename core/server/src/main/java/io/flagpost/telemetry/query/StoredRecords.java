package io.flagpost.telemetry.query;

import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.telemetry.record.RecordIds;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads committed records for checks, of all environments, in pages that take bounded memory. Any
 * thread; answers where the pool does.
 *
 * <p>Ids have no index of their own, they are ordered within an environment: so each environment is
 * looked through, and there are few. Days whose ids are known are left out as in {@link Days}.
 */
public final class StoredRecords {
  /** Makes a page of a few megabytes; a single record may be larger. */
  private static final long OCTETS = 8 * 1024 * 1024;

  /** Some days at once, which is enough for a check that is days behind. */
  private static final int CLOSED_DAYS = 16;

  private static final UUID FIRST = new UUID(0, 0);
  private static final UUID LAST = new UUID(-1, -1);

  private static final Sql RECORDS = rows(StoredRows.COLUMNS, StoredRows.OCTETS);

  private static final Sql FOLLOWING =
      rows(StoredRows.COLUMNS + ", " + RoutingHashes.COLUMNS, StoredRows.OCTETS);

  private static final Sql FOLLOWING_WITHOUT_DATA =
      rows(
          StoredRows.COLUMNS_OF_SENDER + ", " + RoutingHashes.COLUMNS, StoredRows.OCTETS_OF_SENDER);

  /** Ids are in order within an environment only. */
  private static final String PRESENT =
      """
      WITH RECURSIVE present AS (
        SELECT (SELECT min(t.environment) FROM telemetry t WHERE %1$s) AS environment
        UNION ALL
        SELECT (SELECT min(t.environment) FROM telemetry t
                 WHERE t.environment > present.environment AND %1$s)
          FROM present WHERE present.environment IS NOT NULL)
      """;

  private static final String BEHIND =
      PRESENT
          + """
            SELECT r.* FROM present, LATERAL (
                SELECT %2$s
                 WHERE t.environment = present.environment AND %3$s AND %1$s
                 ORDER BY t.id LIMIT %4$s) AS r
             ORDER BY r.id LIMIT %4$s""";

  private static final String PENDING_BEHIND =
      """
      SELECT %2$s WHERE cardinality(t.pending) > 0 AND %3$s AND %1$s
       ORDER BY t.id LIMIT %4$s""";

  private static final String LOWEST =
      PRESENT
          + """
            SELECT min(r.id) AS id FROM present, LATERAL (
                SELECT t.id FROM telemetry t
                 WHERE t.environment = present.environment AND %1$s
                 ORDER BY t.id LIMIT 1) AS r""";

  private static final String IDS =
      """
      SELECT coalesce(min(t.id), 0) AS lowest, coalesce(max(t.id), 0) AS highest
        FROM telemetry t WHERE %s""";

  private static final String IN_RANGE = "SELECT %s WHERE %s ORDER BY t.id LIMIT %s";

  private static final String BY_ID = "SELECT %s WHERE %s ORDER BY t.id";

  private final Pool pool;
  private final CommitHorizon horizon;

  /**
   * @param pool reads; its statements are planned for their values ({@code plan_cache_mode})
   */
  public StoredRecords(Pool pool, CommitHorizon horizon) {
    this.pool = pool;
    this.horizon = horizon;
  }

  /** The id up to which no record can appear any more: see {@link CommitHorizon#find}. */
  public Future<Long> horizon() {
    return horizon.find();
  }

  /**
   * The next records behind an id.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   */
  public Future<StoredPage> behind(long after, long upTo, int limit) {
    return behind(BEHIND, RECORDS, after, upTo, limit, StoredRows::read);
  }

  /** Of the next records behind an id those of which a check is pending since receipt. */
  public Future<StoredPage> pendingBehind(long after, long upTo, int limit) {
    return behind(PENDING_BEHIND, RECORDS, after, upTo, limit, StoredRows::read);
  }

  /**
   * The next records behind an id, to be followed: with their {@link RoutingHashes}.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   * @param data whether what was sent is read, too, and which checks gave no answer at receipt
   */
  public Future<StoredPage> following(long after, long upTo, int limit, boolean data) {
    return behind(
        BEHIND,
        data ? FOLLOWING : FOLLOWING_WITHOUT_DATA,
        after,
        upTo,
        limit,
        row -> StoredRows.readFollowing(row, data));
  }

  /**
   * Records that share a routing key with one, to be followed again. Looks through whole days where
   * the key is the address, which has no index.
   *
   * @param received the earliest time of receipt
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   * @param data whether what was sent is read, too
   */
  public Future<StoredPage> sharing(
      RoutingKey key,
      Telemetry one,
      Instant received,
      long after,
      long upTo,
      int limit,
      boolean data) {
    SqlCondition condition =
        SharedKey.condition(key, one)
            .and(between(new IdRange(after, upTo)))
            .and(
                SqlCondition.of(
                    "t.record_id >= $1::uuid AND t.created_at >= $2::timestamptz",
                    RecordIds.floor(received),
                    DbTimestamps.utc(received)));
    Sql rows =
        Sql.format(
            IN_RANGE, data ? FOLLOWING : FOLLOWING_WITHOUT_DATA, condition.sql(), limit(limit));
    return read(rows)
        .map(found -> page(found, upTo, limit, row -> StoredRows.readFollowing(row, data)));
  }

  /**
   * An id behind which are all records from the day of a moment on; the horizon if there are none.
   *
   * @param horizon the highest that may be told
   */
  public Future<Long> idBefore(Instant moment, long horizon) {
    UUID day = RecordIds.floor(moment.truncatedTo(ChronoUnit.DAYS));
    return Sql.format(LOWEST, SqlCondition.of("t.record_id >= $1::uuid", day).sql())
        .execute(pool)
        .map(
            rows -> {
              Long lowest = rows.iterator().next().getLong("id");
              return lowest == null ? horizon : Math.min(lowest - 1, horizon);
            });
  }

  private static Sql rows(String columns, String octets) {
    return Sql.of(columns + ", " + octets + " AS octets FROM telemetry t");
  }

  private Future<StoredPage> behind(
      String template,
      Sql columns,
      long after,
      long upTo,
      int limit,
      Function<Row, StoredRecord> reader) {
    if (upTo <= after) {
      return Future.succeededFuture(new StoredPage(List.of(), after));
    }
    return Days.query(after, CLOSED_DAYS)
        .execute(pool)
        .map(known -> Days.next(known, after, CLOSED_DAYS))
        .compose(
            days -> {
              long last = Math.min(upTo, days.upTo());
              Sql rows =
                  Sql.format(
                      template,
                      within(days).sql(),
                      columns,
                      between(new IdRange(after, last)).sql(),
                      limit(limit));
              return read(rows).map(found -> page(found, last, limit, reader));
            });
  }

  /**
   * The ids between which the records of a range lie; {@code (0, 0]} if there are none.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   */
  Future<IdRange> ids(StoredRange range, long upTo) {
    return Sql.format(IDS, in(range).sql())
        .execute(pool)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long lowest = Math.max(1, row.getLong("lowest"));
              return new IdRange(lowest - 1, Math.min(upTo, row.getLong("highest")));
            });
  }

  /** Starts a walk through the records of a range that are there now. */
  public Future<StoredWalk> walk(StoredRange range) {
    return horizon()
        .compose(upTo -> ids(range, upTo))
        .map(ids -> new StoredWalk((rest, limit) -> inRange(range, rest, limit), ids));
  }

  /**
   * Starts a walk through all records that are there now up to the last one of a range, to be
   * followed: those of the range, what lies between them, and what came in a time before it.
   *
   * @param before that time
   */
  public Future<StoredWalk> walkUpTo(StoredRange range, Duration before) {
    return horizon()
        .compose(
            horizon ->
                ids(range, horizon)
                    .compose(
                        ids ->
                            ids.upTo() <= ids.after()
                                ? Future.succeededFuture(ids)
                                : idBefore(earlier(range.from(), before), ids.after())
                                    .map(first -> new IdRange(first, ids.upTo()))))
        .map(
            ids ->
                new StoredWalk(
                    (rest, limit) -> following(rest.after(), rest.upTo(), limit, true), ids));
  }

  private static Instant earlier(Instant moment, Duration time) {
    Duration longest = Duration.between(Instant.EPOCH, moment);
    return time.compareTo(longest) < 0 ? moment.minus(time) : Instant.EPOCH;
  }

  Future<StoredPage> inRange(StoredRange range, IdRange ids, int limit) {
    if (ids.upTo() <= ids.after()) {
      return Future.succeededFuture(new StoredPage(List.of(), ids.upTo()));
    }
    Sql rows = Sql.format(IN_RANGE, RECORDS, between(ids).and(in(range)).sql(), limit(limit));
    return read(rows).map(found -> page(found, ids.upTo(), limit, StoredRows::read));
  }

  /** Those of some records that still are there; their ids end at {@link Long#MAX_VALUE}. */
  public Future<StoredPage> byId(Collection<UUID> recordIds) {
    SqlCondition any =
        SqlCondition.of("t.record_id = ANY ($1::uuid[])", (Object) recordIds.toArray(UUID[]::new));
    return read(Sql.format(BY_ID, RECORDS, any.sql()))
        .map(found -> page(found, Long.MAX_VALUE, Integer.MAX_VALUE, StoredRows::read));
  }

  /** Those of some records that still are there, as they are followed without their data. */
  public Future<List<StoredRecord>> withoutData(Collection<UUID> recordIds) {
    SqlCondition any =
        SqlCondition.of("t.record_id = ANY ($1::uuid[])", (Object) recordIds.toArray(UUID[]::new));
    return Sql.format(BY_ID, FOLLOWING_WITHOUT_DATA, any.sql())
        .execute(pool)
        .map(rows -> records(rows, row -> StoredRows.readFollowing(row, false)));
  }

  /**
   * The next records of a range behind an id, as they are followed without their data.
   *
   * @param upTo the last id to look at, at most a {@link #horizon()}
   * @param limit how many records at most
   */
  public Future<StoredPage> withoutData(StoredRange range, long after, long upTo, int limit) {
    Sql rows =
        Sql.format(
            BEHIND,
            in(range).sql(),
            FOLLOWING_WITHOUT_DATA,
            between(new IdRange(after, upTo)).sql(),
            limit(limit));
    return read(rows)
        .map(found -> page(found, upTo, limit, row -> StoredRows.readFollowing(row, false)));
  }

  private Future<RowSet<Row>> read(Sql rows) {
    return ReadQuery.bounded(rows, OCTETS).execute(pool);
  }

  private static SqlCondition between(IdRange ids) {
    return SqlCondition.of("t.id > $1 AND t.id <= $2", ids.after(), ids.upTo());
  }

  /** Always of two parts, so that there are few statements to prepare. */
  private static SqlCondition within(Days days) {
    return SqlCondition.of(
        """
        t.record_id >= $1::uuid AND t.record_id < $2::uuid
        OR t.record_id >= $3::uuid AND t.record_id < $4::uuid""",
        days.closedFrom() == null ? LAST : days.closedFrom(),
        days.closedEnd() == null ? FIRST : days.closedEnd(),
        days.openFrom() == null ? LAST : days.openFrom(),
        days.openEnd() == null ? FIRST : days.openEnd());
  }

  private static SqlCondition in(StoredRange range) {
    return SqlCondition.of(
        """
        t.record_id >= $1::uuid AND t.record_id < $2::uuid
        AND t.created_at >= $3::timestamptz AND t.created_at < $4::timestamptz
        AND ($5::text IS NULL OR t.environment = $5)""",
        RecordIds.floor(range.from()),
        RecordIds.floor(range.to().plusMillis(1)),
        DbTimestamps.utc(range.from()),
        DbTimestamps.utc(range.to()),
        range.environment());
  }

  private static Sql limit(int limit) {
    return Sql.of("$1::bigint", limit);
  }

  private static StoredPage page(
      RowSet<Row> rows, long upTo, int limit, Function<Row, StoredRecord> reader) {
    boolean isCut = false;
    for (Row row : rows) {
      isCut = row.getLong("found") > rows.size() || rows.size() >= limit;
    }
    List<StoredRecord> records = records(rows, reader);
    return new StoredPage(records, isCut ? records.get(records.size() - 1).id() : upTo);
  }

  private static List<StoredRecord> records(RowSet<Row> rows, Function<Row, StoredRecord> reader) {
    List<StoredRecord> records = new ArrayList<>(rows.size());
    for (Row row : rows) {
      records.add(reader.apply(row));
    }
    return records;
  }
}
